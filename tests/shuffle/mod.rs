//! Changes the order of the files in requests, independently of the generator.

use prost::Message;

use crate::random::Random;

/// The parts of a `CodeGeneratorRequest`; the caller decides the order of files.
#[derive(Clone, PartialEq, Message)]
struct Request {
    #[prost(string, repeated, tag = "1")]
    file_to_generate: Vec<String>,
    #[prost(string, tag = "2")]
    parameter: String,
    #[prost(bytes = "vec", repeated, tag = "15")]
    proto_file: Vec<Vec<u8>>,
}

/// The same request with its files in another order; seed 0 reverses the order.
pub fn shuffled(request: &[u8], seed: u64) -> Vec<u8> {
    let mut request = Request::decode(request).expect("a front end produces valid requests");
    if seed == 0 {
        request.file_to_generate.reverse();
        request.proto_file.reverse();
    } else {
        let mut random = Random::new(seed);
        shuffle(&mut request.file_to_generate, &mut random);
        shuffle(&mut request.proto_file, &mut random);
    }
    request.encode_to_vec()
}

fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for end in (1..items.len()).rev() {
        items.swap(end, random.below(end + 1));
    }
}
