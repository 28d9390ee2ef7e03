//! Enums: by name or number.

use super::elements::not_inserted;
use super::field::descriptor;
use super::{Input, no_field, scalar};
use crate::json::syntax::{Fault, Number};
use crate::json::unknown::{UnknownName, start_of};
use crate::reflect::{Cardinality, EnumDescriptor, EnumType, Kind, Reflect, Slot};

impl Input<'_, '_> {
    /// Reads the value of a field, which is not set if its name is unknown and ignored.
    pub(super) fn enum_field(
        &mut self,
        message: &mut dyn Reflect,
        index: usize,
    ) -> Result<(), Fault> {
        let field = descriptor(message, index)?;
        let Kind::Enum(ty) = field.kind() else {
            return Err(no_field());
        };
        let cardinality = field.cardinality();
        let shared;
        let ty = match ty {
            EnumType::Static(descriptor) => descriptor(),
            EnumType::Dynamic(descriptor) => {
                shared = descriptor.clone();
                &*shared
            }
        };
        match cardinality {
            Cardinality::Implicit | Cardinality::Explicit | Cardinality::Required => {
                match self.enumeration(ty)? {
                    Some(number) => set(message.slot(index), number),
                    None => Ok(()),
                }
            }
            Cardinality::Repeated => match message.slot(index) {
                Some(Slot::List(list)) => self.array(|input| match input.enumeration(ty)? {
                    Some(number) => {
                        let slot = list.push().ok_or_else(no_field)?;
                        set(Some(slot), number)
                    }
                    None => Ok(()),
                }),
                _ => Err(no_field()),
            },
            Cardinality::Map => match message.slot(index) {
                Some(Slot::Map(map)) => self.entries(|input, key| match input.enumeration(ty)? {
                    Some(number) => {
                        let slot = map.insert(key).map_err(not_inserted)?;
                        set(Some(slot), number)
                    }
                    None => Ok(()),
                }),
                _ => Err(no_field()),
            },
        }
    }

    /// Reads a number; `None` if the name is unknown and ignored.
    fn enumeration(&mut self, ty: &EnumDescriptor) -> Result<Option<i32>, Fault> {
        match self.reader.peek_value()? {
            b'"' => {
                let name = self.reader.string()?;
                let name = self.reader.text_of(name);
                match ty.number_of(name) {
                    Some(number) => Ok(Some(number)),
                    None if self.ignore_unknown => Ok(None),
                    None => Err(Fault::unknown(UnknownName::EnumValue {
                        enumeration: ty.full_name().to_owned(),
                        name: start_of(name),
                    })),
                }
            }
            b'-' | b'0'..=b'9' => {
                let number = match self.reader.number()? {
                    Number::Unsigned(number) => Some(number.into()),
                    Number::Negative(number) => Some(number.into()),
                    Number::Float(number) => scalar::whole(number),
                };
                let number = number.and_then(|number: i128| i32::try_from(number).ok());
                match number {
                    Some(number) if !ty.is_closed() || ty.name_of(number).is_some() => {
                        Ok(Some(number))
                    }
                    Some(_) if self.ignore_unknown => Ok(None),
                    Some(number) => Err(unknown_number(ty, number)),
                    None => Err(Fault::without_value(
                        "the number of an enum is out of range",
                    )),
                }
            }
            b'n' if ty.is_null() => {
                self.reader.word("null")?;
                Ok(Some(0))
            }
            _ => {
                let name = ty.full_name();
                let expected = format!("a name or a number of the enum {name}");
                Err(self.reader.wrong_type(&expected.as_str()))
            }
        }
    }
}

fn set(slot: Option<Slot<'_>>, number: i32) -> Result<(), Fault> {
    match slot {
        Some(Slot::I32(value)) => {
            *value = number;
            Ok(())
        }
        _ => Err(no_field()),
    }
}

#[cold]
fn unknown_number(ty: &EnumDescriptor, number: i32) -> Fault {
    let name = ty.full_name();
    Fault::of_value(
        format_args!("the enum {name} has no number {number}"),
        format_args!("the enum {name} has no such value"),
    )
}
