//! The list of all cases.

mod amplifiers;
mod connect;
mod crashes;
mod drains;
mod floods;
mod half_requests;
mod identities;
mod outages;
mod peers;
mod resets;
mod rules;
mod schemas;
mod spins;
mod tokens;

use std::future::Future;
use std::pin::Pin;

use anyhow::Result;

/// A case. It resolves to a text of what was attempted and what was lost.
pub type Case = Pin<Box<dyn Future<Output = Result<String>> + Send>>;

macro_rules! cases {
    ($($module:ident::$case:ident)*) => {
        /// All cases with their names.
        pub fn all() -> Vec<(&'static str, Case)> {
            vec![$((stringify!($case), Box::pin($module::$case()) as Case)),*]
        }
    };
}

cases! {
    crashes::kill_one_of_three
    crashes::rolling_restart
    peers::accepts_and_never_answers
    peers::resets
    peers::sends_half_a_message
    peers::slow_headers
    amplifiers::zstd_bombs
    connect::half_bodies
    connect::bodies_over_the_limit
    connect::compressed_bodies
    connect::stalled_bodies
    resets::calls_that_a_server_ends
    resets::calls_that_clients_end
    outages::accepts_and_closes
    outages::an_outage
    outages::hedging_storm
    outages::dns_answers_that_flip
    floods::messages_over_the_limit
    floods::ten_thousand_streams
    floods::rapid_resets
    floods::responses_that_nobody_reads
    floods::reflection_that_nobody_reads
    half_requests::to_health_and_reflection
    half_requests::over_one_connection
    half_requests::over_many_connections
    half_requests::many_small_requests
    half_requests::streams_after_a_large_message
    half_requests::streams_after_a_compressed_message
    half_requests::over_http1
    half_requests::to_the_admin_port
    half_requests::of_other_content_types
    tokens::expired_tokens
    tokens::tokens_for_another_audience
    tokens::tokens_of_another_key
    tokens::unsigned_tokens
    tokens::tokens_that_are_malformed
    tokens::tokens_of_unknown_keys
    identities::wrong_authority
    identities::expired_certificate
    identities::no_client_certificate
    identities::many_expired_clients
    identities::certificate_that_expires
    identities::wrong_host_certificates
    identities::rotation_under_load
    drains::a_client_that_never_reads
    drains::silent_connections
    drains::a_handler_that_panics
    rules::a_list_of_empty_messages
    rules::loops_within_loops
    rules::patterns_of_a_request
    rules::texts_that_grow
    spins::handlers_that_block_every_worker
    schemas::constants_that_never_end
    schemas::faults_in_long_lines
    schemas::files_in_the_way
    schemas::settings_that_lead_elsewhere
    schemas::killed_while_it_writes
}
