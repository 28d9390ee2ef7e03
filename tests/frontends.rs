//! From `.proto` files, descriptor sets and requests to requests, compared with protoc's own.
#![cfg(feature = "build")]

mod frontends {
    mod bundled;
    mod editions;
    mod embedded;
    mod faults;
    mod hostile;
    #[cfg(unix)]
    mod layouts;
    mod paths;
    mod protoc;
    mod remedies;
    mod sets;
    mod support;
}
