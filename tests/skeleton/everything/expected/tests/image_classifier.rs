//! Tests of `imageclassifier.ImageClassifier`, which call it in this process, without a socket.
//!
//! A method returns UNIMPLEMENTED until you write it. Its test then fails: change what the test expects.

use gate_keeper::proto::imageclassifier::ClassifyImageRequest;
use gate_keeper::proto::imageclassifier::image_classifier_client::ImageClassifierClient;
use gate_keeper::services::image_classifier::ImageClassifierImpl;
use rpcsmith_runtime::Code;

fn client() -> ImageClassifierClient {
    ImageClassifierClient::in_process(ImageClassifierImpl)
}

#[tokio::test]
async fn classify() {
    let result = client().classify(ClassifyImageRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}
