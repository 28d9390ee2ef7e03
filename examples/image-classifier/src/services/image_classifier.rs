//! `imageclassifier.ImageClassifier`.

use std::sync::Arc;
use std::thread;

use rpcsmith_runtime::{CallContext, Request, Response, Status};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::classify::classify;
use crate::proto::imageclassifier::image_classifier_server::ImageClassifier;
use crate::proto::imageclassifier::{ClassifyImageRequest, ClassifyImageResponse};

/// Classifies images by their colors.
#[derive(Debug)]
pub struct ImageClassifierImpl {
    /// Limits how many images are classified at a time.
    workers: Arc<Semaphore>,
}

impl ImageClassifierImpl {
    /// Creates the service with a limit of images that are classified at a time.
    pub fn with_workers(count: usize) -> Self {
        Self {
            workers: Arc::new(Semaphore::new(count)),
        }
    }
}

impl Default for ImageClassifierImpl {
    /// Classifies as many images at a time as there are CPUs: more would only make each of them slower.
    fn default() -> Self {
        let count = thread::available_parallelism();
        Self::with_workers(count.map_or(1, |count| count.get()))
    }
}

impl ImageClassifier for ImageClassifierImpl {
    /// Returns the most frequent color of an image.
    ///
    /// INVALID_ARGUMENT if the data is not a readable image or has too many pixels.
    async fn classify(
        &self,
        request: Request<ClassifyImageRequest>,
    ) -> Result<Response<ClassifyImageResponse>, Status> {
        let call = CallContext::current();
        let image = request.into_inner().image_data;

        // A call whose deadline passes while it waits for a worker ends here.
        let worker = Arc::clone(&self.workers).acquire_owned().await;
        let worker = worker.map_err(|_| Status::unavailable("there are no workers"))?;
        let work = spawn_blocking(move || {
            let _worker = worker;
            // A blocking thread cannot be cancelled, so it checks whether the call has ended.
            classify(&image, || call.as_ref().is_some_and(CallContext::has_ended))
        });
        let classified = work.await;
        let classified = classified.map_err(|_| Status::internal("the worker has failed"))??;

        Ok(Response::new(ClassifyImageResponse {
            label: classified.label.to_owned(),
            confidence: classified.confidence,
        }))
    }
}
