//! Calls `imageclassifier.ImageClassifier` in process and over a socket.

use rpcsmith_goldens::goldens::image_classifier::imageclassifier::image_classifier_client::ImageClassifierClient;
use rpcsmith_goldens::goldens::image_classifier::imageclassifier::image_classifier_server::ImageClassifierServer;
use rpcsmith_goldens::goldens::image_classifier::imageclassifier::{
    ClassifyImageRequest, ClassifyImageResponse,
};
use rpcsmith_goldens::image_classifier::Cats;
use rpcsmith_goldens::serve;

async fn classifies(client: ImageClassifierClient) {
    for image_data in [vec![], vec![0xff, 0xd8, 0xff], vec![7; 100_000]] {
        let response = client.classify(ClassifyImageRequest { image_data }).await;
        let expected = ClassifyImageResponse {
            label: "cat".to_owned(),
            confidence: 0.98,
        };
        assert_eq!(response.unwrap().into_inner(), expected);
    }
}

#[tokio::test]
async fn in_process() {
    classifies(ImageClassifierClient::in_process(Cats)).await;
}

#[tokio::test]
async fn over_a_socket() {
    let url = serve::spawn_url(ImageClassifierServer::new(Cats))
        .await
        .unwrap();
    classifies(ImageClassifierClient::connect(url).await.unwrap()).await;
}
