//! Calls the service in process, and over a socket to test limits and deadlines.

use std::net::Ipv4Addr;
use std::time::Duration;

use image_classifier::proto::imageclassifier::ClassifyImageRequest;
use image_classifier::proto::imageclassifier::image_classifier_client::ImageClassifierClient;
use image_classifier::proto::imageclassifier::image_classifier_server::ImageClassifierServer;
use image_classifier::services::image_classifier::ImageClassifierImpl;
use rpcsmith_runtime::{Code, Limits, Request, Server, Status};

fn client() -> ImageClassifierClient {
    ImageClassifierClient::in_process(ImageClassifierImpl::default())
}

/// A PPM image with one row of `count` pixels of the same color.
fn ppm(color: [u8; 3], count: usize) -> Vec<u8> {
    let mut image = format!("P6\n# made by a test\n{count} 1\n255\n").into_bytes();
    image.extend(color.repeat(count));
    image
}

/// A PNG image with this data.
fn png(width: u32, height: u32, color: png::ColorType, data: &[u8]) -> Vec<u8> {
    let mut image = Vec::new();
    let mut encoder = png::Encoder::new(&mut image, width, height);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(data).unwrap();
    writer.finish().unwrap();
    image
}

async fn classify(
    client: &ImageClassifierClient,
    image_data: Vec<u8>,
) -> Result<(String, f32), Status> {
    let request = ClassifyImageRequest { image_data };
    let response = client.classify(request).await?.into_inner();
    Ok((response.label, response.confidence))
}

#[tokio::test]
async fn classify_returns_the_color_of_most_pixels() {
    let green_and_red = [[0, 200, 0], [0, 200, 0], [0, 200, 0], [255, 0, 0]];
    for (image, label, confidence) in [
        (ppm([10, 20, 230], 7), "blue", 1.0),
        (b"P6 1 1 1 \x01\x01\x00".to_vec(), "yellow", 1.0),
        (
            png(2, 2, png::ColorType::Rgb, green_and_red.as_flattened()),
            "green",
            0.75,
        ),
        (
            png(2, 1, png::ColorType::Grayscale, &[255, 255]),
            "white",
            1.0,
        ),
        (
            png(1, 2, png::ColorType::GrayscaleAlpha, &[100, 255, 100, 255]),
            "grey",
            1.0,
        ),
        (
            png(1, 1, png::ColorType::Rgba, &[255, 0, 0, 0]),
            "transparent",
            1.0,
        ),
    ] {
        let classified = classify(&client(), image).await.unwrap();
        assert_eq!(classified, (label.to_owned(), confidence));
    }
}

#[tokio::test]
async fn invalid_images_are_an_invalid_argument() {
    let half = png(64, 64, png::ColorType::Rgb, &[7; 64 * 64 * 3]);
    let half = half[..half.len() / 2].to_vec();
    for (image, text) in [
        (Vec::new(), "the data is neither a PNG nor a PPM (P6)"),
        (
            b"GIF89a".to_vec(),
            "the data is neither a PNG nor a PPM (P6)",
        ),
        (half, "the image cannot be read: "),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "the image cannot be read: "),
        (
            b"P6 2 2 255 abc".to_vec(),
            "the image cannot be read: it ends too early",
        ),
        (
            b"P6 2 2 65535 abc".to_vec(),
            "the image cannot be read: its samples do not have one byte each",
        ),
        (
            b"P6 2 2".to_vec(),
            "the image cannot be read: its header does not have three numbers",
        ),
        (
            b"P6 0 2 255 ".to_vec(),
            "the image cannot be read: it has no pixels",
        ),
        (
            b"P6 99999 99999 255 ".to_vec(),
            "the image is too large: the maximum is 16777216 pixels",
        ),
    ] {
        let status = classify(&client(), image).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument);
        assert!(status.message().starts_with(text), "{}", status.message());
    }
}

/// A small file that announces very many pixels.
#[tokio::test]
async fn bombs_are_not_decoded() {
    let mut image_data = Vec::new();
    let bomb = png::Encoder::new(&mut image_data, 65_536, 65_536);
    drop(bomb.write_header().unwrap());
    let status = classify(&client(), image_data).await.unwrap_err();
    let text = "the image is too large: the maximum is 16777216 pixels";
    assert_eq!(
        (status.code(), status.message()),
        (Code::InvalidArgument, text)
    );
}

/// Starts a server with one worker on a free port.
async fn serve() -> ImageClassifierClient {
    let limits = Limits {
        max_request_size: 64 * 1024 * 1024,
        ..Limits::default()
    };
    let server = Server::builder()
        .add_service(ImageClassifierServer::new(
            ImageClassifierImpl::with_workers(1),
        ))
        .limits(limits)
        .bind((Ipv4Addr::LOCALHOST, 0).into());
    let server = server.await.unwrap();
    let url = format!("http://{}", server.local_addr().unwrap());
    tokio::spawn(server.serve());
    ImageClassifierClient::connect(url).await.unwrap()
}

#[tokio::test]
async fn a_worker_is_released_when_the_deadline_passes() {
    let client = serve().await;
    // The maximum number of pixels in rows of one pixel: in a debug build, they take seconds.
    let mut image_data = b"P6 1 16777216 255 ".to_vec();
    image_data.resize(image_data.len() + 3 * 16_777_216, 0);
    let mut request = Request::new(ClassifyImageRequest { image_data });
    request.set_timeout(Duration::from_millis(400));
    let status = client.classify(request).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);

    // The only worker is free again.
    let (label, _) = classify(&client, ppm([255, 0, 0], 1)).await.unwrap();
    assert_eq!(label, "red");
}

#[tokio::test]
async fn a_deadline_ends_the_wait_for_a_worker() {
    let client = ImageClassifierImpl::with_workers(0);
    let client = ImageClassifierClient::in_process(client);
    let mut request = Request::new(ClassifyImageRequest::default());
    request.set_timeout(Duration::from_millis(20));
    let status = client.classify(request).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
}
