//! `imageclassifier.ImageClassifier`.

use std::sync::Arc;
use std::thread;

use rpcsmith_runtime::CallContext;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tonic::{Request, Response, Status};

use crate::classify::classify;
use crate::proto::imageclassifier::image_classifier_server::ImageClassifier;
use crate::proto::imageclassifier::{ClassifyImageRequest, ClassifyImageResponse};

/// Classifies images by their colours.
#[derive(Debug)]
pub struct ImageClassifierImpl {
    /// Images that are looked at at a time; others wait.
    workers: Arc<Semaphore>,
}

impl ImageClassifierImpl {
    /// Looks at no more than so many images at a time.
    pub fn with_workers(count: usize) -> Self {
        Self {
            workers: Arc::new(Semaphore::new(count)),
        }
    }
}

impl Default for ImageClassifierImpl {
    /// Looks at an image for each CPU at a time: with more, all of them would only take longer.
    fn default() -> Self {
        let count = thread::available_parallelism();
        Self::with_workers(count.map_or(1, |count| count.get()))
    }
}

impl ImageClassifier for ImageClassifierImpl {
    /// Tells the colour that most of an image has.
    ///
    /// INVALID_ARGUMENT if the data is no image that can be read, or one of too many pixels.
    async fn classify(
        &self,
        request: Request<ClassifyImageRequest>,
    ) -> Result<Response<ClassifyImageResponse>, Status> {
        let call = CallContext::current();
        let image = request.into_inner().image_data;

        // Whose deadline passes while they wait for a worker is let go here.
        let worker = Arc::clone(&self.workers).acquire_owned().await;
        let worker = worker.map_err(|_| Status::unavailable("there are no workers"))?;
        let work = spawn_blocking(move || {
            let _worker = worker;
            // A thread cannot be let go from outside: it has to look at the clock itself.
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
