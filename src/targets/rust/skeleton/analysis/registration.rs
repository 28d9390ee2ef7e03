//! Finds the services that the code of a crate registers: in servers, and in command-line clients.

use super::matching::{Fit, GeneratedItem};
use super::mentions::Mention;
use super::resolve::resolve;
use super::walk::Crate;
use crate::outline::ServiceOutline;

/// For each service, whether the code of a crate names its server.
pub fn servers(krate: &Crate, services: &[ServiceOutline]) -> Vec<bool> {
    let servers = services.iter();
    let servers = servers.map(|outline| GeneratedItem::server(krate, outline));
    named(krate, &servers.collect::<Vec<_>>())
}

/// For each service, whether the code of a crate names the table of its methods.
pub fn command_lines(krate: &Crate, services: &[ServiceOutline]) -> Vec<bool> {
    let tables = services.iter();
    let tables = tables.map(|outline| GeneratedItem::table(krate, outline));
    named(krate, &tables.collect::<Vec<_>>())
}

/// For each item, whether the code of a crate names it. A path that fits several items equally well counts for all of
/// them.
fn named(krate: &Crate, items: &[GeneratedItem<'_>]) -> Vec<bool> {
    let mut all = vec![false; items.len()];
    for Mention { module, path } in &krate.mentions {
        let last = path.segments.last();
        let meanings = resolve(krate, *module, path);
        let fits: Vec<Option<Fit>> = items
            .iter()
            .map(|item| item.best_fit(krate, &meanings, last.map(String::as_str)))
            .collect();
        let most = fits.iter().flatten().max();
        for (fit, is_named) in fits.iter().zip(&mut all) {
            *is_named |= fit.is_some() && fit.as_ref() == most;
        }
    }
    all
}
