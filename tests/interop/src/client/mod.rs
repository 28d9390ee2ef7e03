//! The cases of the client.

mod calls;
mod compression;
mod endings;
mod soaks;

use std::pin::Pin;

use rpcsmith_runtime::channel::ClientTls;
use rpcsmith_runtime::{Channel, Code, Status};

use crate::Failure;
use crate::proto::test_service_client::TestServiceClient;

/// The cases that the server of grpc-go does not support start so.
pub const COMPRESSED: [&str; 2] = ["client_compressed", "server_compressed"];

/// A server, and how to reach it.
#[derive(Clone, Debug)]
pub struct Server {
    /// The port, on this machine.
    pub port: u16,
    /// The authorities to trust, and the name in the certificate.
    pub tls: Option<(String, String)>,
}

impl Server {
    /// A channel to the server.
    ///
    /// # Errors
    /// If the settings of TLS do not fit.
    pub fn channel(&self) -> Result<Channel, Failure> {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let mut channel = Channel::builder(format!("{scheme}://127.0.0.1:{}", self.port));
        if let Some((authorities, name)) = &self.tls {
            channel = channel.tls(ClientTls::authorities(authorities).server_name(name));
        }
        Ok(channel.build()?)
    }

    fn client(&self) -> Result<TestServiceClient, Failure> {
        Ok(TestServiceClient::new(self.channel()?))
    }
}

type Outcome = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>>;

/// A case.
pub type Case = fn(Server) -> Outcome;

macro_rules! cases {
    ($($module:ident::$case:ident)*) => {
        /// All cases with their names.
        pub const CASES: &[(&str, Case)] = &[$((stringify!($case), |server| Box::pin($module::$case(server)))),*];
    };
}

cases! {
    calls::empty_unary
    calls::large_unary
    calls::client_streaming
    calls::server_streaming
    calls::ping_pong
    calls::empty_stream
    calls::custom_metadata
    endings::timeout_on_sleeping_server
    endings::cancel_after_begin
    endings::cancel_after_first_response
    endings::status_code_and_message
    endings::special_status_message
    endings::unimplemented_method
    endings::unimplemented_service
    compression::client_compressed_unary
    compression::client_compressed_streaming
    compression::server_compressed_unary
    compression::server_compressed_streaming
    soaks::rpc_soak
    soaks::channel_soak
}

/// Fails unless both values are equal.
fn equal<T: PartialEq + std::fmt::Debug>(found: T, wanted: T) -> Result<(), Failure> {
    if found == wanted {
        return Ok(());
    }
    Err(format!("found {found:?}, wanted {wanted:?}").into())
}

/// Fails unless the call failed with this code and message.
fn failed<T>(result: Result<T, Status>, code: Code, message: Option<&str>) -> Result<(), Failure> {
    let status = result.err().ok_or("the call did not fail")?;
    equal(status.code(), code)?;
    message.map_or(Ok(()), |message| equal(status.message(), message))
}
