use rpcsmith_runtime::{Request, Response, Status};

use crate::proto::imageclassifier::image_classifier_server::ImageClassifier;
use crate::proto::imageclassifier::{ClassifyImageRequest, ClassifyImageResponse};

/// The service `imageclassifier.ImageClassifier`.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImageClassifierImpl;

impl ImageClassifier for ImageClassifierImpl {
    async fn classify(
        &self,
        request: Request<ClassifyImageRequest>,
    ) -> Result<Response<ClassifyImageResponse>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(ClassifyImageResponse::default()))
        Err(Status::unimplemented(
            "imageclassifier.ImageClassifier/Classify is not implemented",
        ))
    }
}
