//! What `imageclassifier.ImageClassifier` answers, called in this process, without a socket.
//!
//! An rpc that is not written answers UNIMPLEMENTED. When you write one, its test fails: let it say what comes instead.

use gate_keeper::proto::imageclassifier::ClassifyImageRequest;
use gate_keeper::proto::imageclassifier::image_classifier_client::ImageClassifierClient;
use gate_keeper::services::image_classifier::ImageClassifierImpl;
use tonic::Code;

fn client() -> ImageClassifierClient {
    ImageClassifierClient::in_process(ImageClassifierImpl)
}

#[tokio::test]
async fn classify() {
    let answer = client().classify(ClassifyImageRequest::default()).await;
    assert_eq!(answer.unwrap_err().code(), Code::Unimplemented);
}
