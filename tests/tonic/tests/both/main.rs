//! Calls of both clients to both services, on both servers, over both transports.

mod calls;
mod clients;
mod servers;
mod uploads;
