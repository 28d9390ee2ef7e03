//! Sends the same random requests to two servers, and compares their responses.
//!
//! The arguments are the port of our server, that of grpc-gateway, the number of requests, and the seed.

use rpcsmith_http::{Client, Comparison, Failure, Requests};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [ours, theirs, count, seed] = arguments.as_slice() else {
        return Err("usage: http-compare <port> <port of grpc-gateway> <requests> <seed>".into());
    };
    let (mut ours, mut theirs) = (Client::new(ours.parse()?), Client::new(theirs.parse()?));
    let mut comparison = Comparison::default();
    for sent in Requests::new(seed.parse()?).take(count.parse()?) {
        let answers = (ours.send(&sent).await?, theirs.send(&sent).await?);
        comparison.add(&sent, &answers.0, &answers.1);
    }
    println!("{comparison}");
    match comparison.passes() {
        true => Ok(()),
        false => Err("the responses differ".into()),
    }
}
