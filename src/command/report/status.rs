//! Reports the state of all rpcs.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Serialize;

use super::plan::FindingEntry;
use crate::command::arguments::project::RpcState;
use crate::diagnostics::Place;
use crate::frontend::Sources;
use crate::outline::ServiceOutline;
use crate::skeleton::{ImplementationStatus, ServiceStatus, State, Status, shown};

/// The rpcs of all services.
#[derive(Serialize)]
pub struct Table<'a> {
    pub status: &'static str,
    services: Vec<ServiceEntry<'a>>,
    pub totals: BTreeMap<RpcState, usize>,
    /// Implementations that cannot be read.
    refused: Vec<FindingEntry<'a>>,
}

#[derive(Serialize)]
struct ServiceEntry<'a> {
    name: &'a str,
    implementations: Vec<ImplementationEntry<'a>>,
    rpcs: Vec<RpcEntry<'a>>,
}

#[derive(Serialize)]
struct ImplementationEntry<'a> {
    implementor: &'a str,
    #[serde(flatten)]
    point: Point,
}

#[derive(Serialize)]
struct RpcEntry<'a> {
    /// The name of the rpc, or of the function if the schema no longer has the rpc.
    name: &'a str,
    state: RpcState,
    /// The place of the function or, without one, of the rpc in the schema.
    #[serde(flatten)]
    point: Point,
}

#[derive(Serialize)]
struct Point {
    file: String,
    line: usize,
    column: usize,
}

/// Converts places of the crate and of the schema into paths that a person can open.
pub struct Places<'a> {
    pub root: &'a Path,
    pub sources: &'a Sources,
}

impl Places<'_> {
    fn in_crate(&self, file: &str, line: usize, column: usize) -> Point {
        Point {
            file: shown(self.root, file),
            line,
            column,
        }
    }

    fn in_schema(&self, place: &Place) -> Point {
        let path = self.sources.locate(&place.file);
        let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        Point {
            file: path.map_or_else(|| place.file.clone(), |path| path.display().to_string()),
            line: number(place.line),
            column: number(place.column),
        }
    }
}

impl<'a> Table<'a> {
    pub fn new(status: &'a Status, places: &Places<'_>) -> Self {
        let services = status.services.iter();
        let services: Vec<_> = services
            .map(|service| ServiceEntry::new(service, places))
            .collect();
        let count = |state: RpcState| {
            let rpcs = services.iter().flat_map(|service| &service.rpcs);
            rpcs.filter(|rpc| rpc.state == state).count()
        };
        let totals = RpcState::ALL.map(|state| (state, count(state)));
        Self {
            status: "ok",
            totals: BTreeMap::from(totals),
            refused: status.refused.iter().map(FindingEntry::new).collect(),
            services,
        }
    }

    /// Columns: rpc, state, place.
    pub fn text(&self) -> String {
        let rows = self.services.iter().flat_map(|service| &service.rpcs);
        let width = rows.map(|rpc| rpc.name.len()).max().unwrap_or(0);
        let mut text = String::new();
        for service in &self.services {
            text += service.name;
            for entry in &service.implementations {
                text += &format!("  {} at {}", entry.implementor, entry.point);
            }
            text.push('\n');
            for RpcEntry { name, state, point } in &service.rpcs {
                let pad = " ".repeat(width - name.len());
                text += &format!("  {name}{pad}  {:11}  {point}\n", state.name());
            }
        }
        let totals = RpcState::ALL.iter();
        let totals: Vec<_> = totals
            .map(|state| format!("{} {}", self.totals[state], state.name()))
            .collect();
        text + &totals.join(", ") + "\n"
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl<'a> ServiceEntry<'a> {
    fn new(status: &'a ServiceStatus, places: &Places<'_>) -> Self {
        let outline = &status.outline;
        let mut service = Self {
            name: &outline.full_name,
            implementations: Vec::new(),
            rpcs: Vec::new(),
        };
        for implementation in &status.implementations {
            service.add(implementation, outline, places);
        }
        if service.implementations.is_empty() {
            let missing = outline.methods.iter().map(|method| RpcEntry {
                name: &method.name,
                state: RpcState::Missing,
                point: places.in_schema(&method.place),
            });
            service.rpcs.extend(missing);
        }
        service
    }

    fn add(
        &mut self,
        implementation: &'a ImplementationStatus,
        outline: &'a ServiceOutline,
        places: &Places<'_>,
    ) {
        let ImplementationStatus {
            file,
            line,
            column,
            implementor,
            ..
        } = implementation;
        self.implementations.push(ImplementationEntry {
            implementor,
            point: places.in_crate(file, *line, *column),
        });
        for (method, rpc) in implementation.methods.iter().zip(&outline.methods) {
            let state = match method.state {
                State::Implemented | State::Inherited => RpcState::Implemented,
                State::Stub => RpcState::Stub,
                State::Missing => RpcState::Missing,
                State::SignatureDiffers(_) => RpcState::Differs,
            };
            let point = match state {
                RpcState::Missing => places.in_schema(&rpc.place),
                _ => places.in_crate(file, method.line, method.column),
            };
            self.rpcs.push(RpcEntry {
                name: &method.name,
                state,
                point,
            });
        }
        let removed = implementation.removed.iter().map(|removed| RpcEntry {
            name: &removed.ident,
            state: RpcState::Removed,
            point: places.in_crate(&removed.file, removed.line, removed.column),
        });
        self.rpcs.extend(removed);
    }
}
