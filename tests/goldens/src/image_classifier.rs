//! A classifier that recognizes every image as a cat.

use rpcsmith_runtime::{Request, Response, Status};

use crate::goldens::image_classifier::imageclassifier::image_classifier_server::ImageClassifier;
use crate::goldens::image_classifier::imageclassifier::{
    ClassifyImageRequest, ClassifyImageResponse,
};

/// Returns `cat` for each image.
#[derive(Debug)]
pub struct Cats;

impl ImageClassifier for Cats {
    async fn classify(
        &self,
        _request: Request<ClassifyImageRequest>,
    ) -> Result<Response<ClassifyImageResponse>, Status> {
        Ok(Response::new(ClassifyImageResponse {
            label: "cat".to_owned(),
            confidence: 0.98,
        }))
    }
}
