//! Tests of `library.v1.Admin`, which call it in this process, without a socket.
//!
//! A method returns UNIMPLEMENTED until you write it. Its test then fails: change what the test expects.

use rpcsmith_runtime::Code;
use shelves::proto::library::v1::Empty;
use shelves::proto::library::v1::admin_client::AdminClient;
use shelves::services::admin::AdminImpl;

fn client() -> AdminClient {
    AdminClient::in_process(AdminImpl)
}

#[tokio::test]
async fn http() {
    let result = client().http(Empty::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}
