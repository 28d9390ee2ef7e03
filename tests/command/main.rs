//! Runs the command, the builder and the plugin as users do: with arguments and files.

#![cfg(feature = "cli")]

mod buf;
mod builder;
mod check;
mod config;
mod faults;
mod generate;
mod help;
mod http_routes;
mod implementation;
mod in_the_way;
mod init;
mod inlined_files;
mod inputs;
#[cfg(unix)]
mod killed;
mod new;
mod openapi;
mod output;
mod pages;
#[cfg(unix)]
mod paths;
mod plugin;
mod remedies;
mod rename;
mod status;
mod support;
mod sync;
mod upgrade;
mod vendor;
