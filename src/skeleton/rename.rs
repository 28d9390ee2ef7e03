//! A rename for `sync`: `GetUser=FetchUser`.

use std::str::FromStr;

/// A new name for a function of an implementation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The service, if several have the function: `user.v1.UserService`.
    pub service: Option<String>,
    /// The rpc or the function that the schema no longer has.
    pub old: String,
    /// The rpc or the function that replaces it.
    pub new: String,
}

impl FromStr for Rename {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (old, new) = text
            .split_once('=')
            .filter(|(old, new)| !old.is_empty() && !new.is_empty())
            .ok_or("expected Old=New or package.Service/Old=New")?;
        let (service, old) = match old.rsplit_once('/') {
            Some((service, old)) => (Some(service.to_owned()), old),
            None => (None, old),
        };
        Ok(Self {
            service,
            old: old.to_owned(),
            new: new.to_owned(),
        })
    }
}
