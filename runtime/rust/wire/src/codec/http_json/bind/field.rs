//! Sets fields by their paths.

use std::collections::BTreeSet;

use rpcsmith_message::reflect::{
    Cardinality, FieldDescriptor, InsertError, Kind, MessageDescriptor, MessageType, Reflect, Slot,
};
use rpcsmith_service::{HttpRoute, RouteBody};

use super::super::parameter::Parameter;
use super::{query, value};
use crate::Status;

/// How deep the messages of a parameter may nest, as in JSON.
const MAX_DEPTH: usize = 100;

/// Sets the fields of one request message.
pub struct Binder<'m> {
    message: &'m mut dyn Reflect,
    route: &'static HttpRoute,
    /// The singular fields and the entries of maps that the query has set.
    set: BTreeSet<(Vec<usize>, Option<String>)>,
}

/// A field of a message or of a message in it.
struct Place {
    /// The indices of the fields that lead to it, and its own.
    path: Vec<usize>,
    /// Whether it has elements, so that a parameter may repeat.
    repeated: bool,
    is_map: bool,
    /// The names in the schema.
    names: Vec<String>,
}

impl<'m> Binder<'m> {
    /// Sets fields of a message whose body is already read.
    pub fn new(message: &'m mut dyn Reflect, route: &'static HttpRoute) -> Self {
        Self {
            message,
            route,
            set: BTreeSet::new(),
        }
    }

    /// Sets the values of the variables in the path.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a value that its field cannot have.
    pub fn path(&mut self, values: &[&str]) -> Result<(), Status> {
        for (variable, text) in self.route.variables.iter().zip(values) {
            let what = Parameter::Path(variable.field);
            let place = find(self.message.descriptor(), variable.field)
                .map_err(|reason| what.error(reason))?;
            // The path wins over the body.
            self.assign(&place.path, None, text, true)
                .map_err(|reason| what.error(&reason))?;
        }
        Ok(())
    }

    /// Sets the parameters of the query.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a malformed or an unknown parameter, for one whose field is in the path or in the body, for two
    /// values of a singular field, and for a value that its field cannot have.
    pub fn query(&mut self, text: &str) -> Result<(), Status> {
        for parameter in query::parameters(text) {
            let (name, text) = parameter?;
            let what = Parameter::Query(&name);
            self.parameter(&name, &text)
                .map_err(|reason| what.error(&reason))?;
        }
        Ok(())
    }

    fn parameter(&mut self, name: &str, text: &str) -> Result<(), String> {
        let (field, key) = match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            Some((field, key)) => (field, Some(key)),
            None => (name, None),
        };
        let place = find(self.message.descriptor(), field)?;
        if let Some(by) = self.bound_by(&place.names) {
            return Err(format!("its field is in the {by}"));
        }
        match key {
            None if place.is_map => return Err("a map needs a key, such as `name[key]`".to_owned()),
            Some(_) if !place.is_map => return Err("only maps have keys".to_owned()),
            _ => {}
        }
        let once = (place.path, key.map(str::to_owned));
        if !place.repeated && self.set.contains(&once) {
            return Err("it has more than one value".to_owned());
        }
        self.assign(&once.0, key, text, false)?;
        if !place.repeated {
            self.set.insert(once);
        }
        Ok(())
    }

    /// What else sets a field.
    fn bound_by(&self, names: &[String]) -> Option<&'static str> {
        let starts_with = |field: &str| {
            let mut names = names.iter().map(String::as_str);
            field.split('.').all(|name| names.next() == Some(name))
        };
        match self.route.body {
            RouteBody::Whole => return Some("body"),
            RouteBody::Field(field) if starts_with(field) => return Some("body"),
            _ => {}
        }
        let mut variables = self.route.variables.iter();
        variables
            .any(|variable| starts_with(variable.field))
            .then_some("path")
    }

    /// Sets the value of a field, an element or an entry. `replaces` another member of a oneof.
    fn assign(
        &mut self,
        path: &[usize],
        key: Option<&str>,
        text: &str,
        replaces: bool,
    ) -> Result<(), String> {
        let Some((last, parents)) = path.split_last() else {
            return Err("it is no field".to_owned());
        };
        let mut message = &mut *self.message;
        for index in parents {
            if !replaces {
                check_oneof(message, *index)?;
            }
            message = match message.slot(*index) {
                Some(Slot::Message(inner)) => inner,
                _ => return Err("it is no field of a message".to_owned()),
            };
        }
        if !replaces {
            check_oneof(message, *last)?;
        }
        let field = message.descriptor().fields().get(*last);
        let kind = field.map(|field| field.kind().clone());
        let (kind, slot) = kind.zip(message.slot(*last)).ok_or("it is no field")?;
        let slot = match (slot, key) {
            (Slot::List(list), _) => list.push().ok_or(OVER_BUDGET)?,
            (Slot::Messages(list), _) => list.push().ok_or(OVER_BUDGET)?,
            (Slot::Map(map), Some(key)) => map.insert(key).map_err(not_inserted)?,
            (Slot::MessageMap(map), Some(key)) => map.insert(key).map_err(not_inserted)?,
            (slot, _) => slot,
        };
        value::set(&kind, slot, text).map_err(|expected| format!("expected {expected}"))
    }
}

const OVER_BUDGET: &str = "the message exceeds its budget of memory";

fn not_inserted(error: InsertError) -> &'static str {
    match error {
        InsertError::Key => "the key does not have the type of the map's keys",
        InsertError::Duplicate => "it has more than one value",
        InsertError::Budget => OVER_BUDGET,
    }
}

/// Rejects a second member of a oneof.
fn check_oneof(message: &dyn Reflect, index: usize) -> Result<(), String> {
    let fields = message.descriptor().fields();
    let Some(oneof) = fields.get(index).and_then(FieldDescriptor::oneof) else {
        return Ok(());
    };
    let mut others = fields.iter().enumerate();
    let other = others.find(|(other, field)| {
        *other != index && field.oneof() == Some(oneof) && message.get(*other).is_some()
    });
    match other {
        Some((_, field)) => {
            let name = field.name();
            Err(format!("`{name}` of the same oneof is set"))
        }
        None => Ok(()),
    }
}

/// The field of a message with a path of names.
fn find(message: &MessageDescriptor, path: &str) -> Result<Place, &'static str> {
    const UNKNOWN: &str = "the request has no such field";

    let mut place = Place {
        path: Vec::new(),
        repeated: false,
        is_map: false,
        names: Vec::new(),
    };
    let mut message = message;
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        if place.path.len() == MAX_DEPTH {
            return Err("it nests too deep");
        }
        // The name in JSON of a field can be the name of another in the schema.
        let mut fields = message.fields().iter();
        let by_name = fields.position(|field| field.name() == name);
        let index = by_name.or_else(|| message.index_of(name)).ok_or(UNKNOWN)?;
        let field = message.fields().get(index).ok_or(UNKNOWN)?;
        place.path.push(index);
        place.names.push(field.name().to_owned());
        place.repeated = field.cardinality() == Cardinality::Repeated;
        place.is_map = field.cardinality() == Cardinality::Map;
        if names.peek().is_none() {
            break;
        }
        message = match field.kind() {
            Kind::Message(MessageType::Static(inner)) | Kind::Group(MessageType::Static(inner))
                if !place.repeated && !place.is_map =>
            {
                inner()
            }
            _ => return Err(UNKNOWN),
        };
    }
    Ok(place)
}
