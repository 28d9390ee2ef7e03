//! The rules of messages and oneofs.

use super::compile::{Compiler, Fault, OPTION, OUTDATED};
use super::field::Implied;
use super::{FieldSet, MessageRules, RulePlace};
use crate::cel::{Constant, Type, Value};
use crate::model::{Message, MessageId};

impl<'m> Compiler<'_, 'm> {
    /// Compiles the rules of a message, its oneofs and its fields. Adds errors to the compiler's.
    pub fn message(&mut self, id: MessageId) -> MessageRules {
        let model = self.schema.model;
        let message = &model[id];
        let mut rules = MessageRules::default();
        let options = (message.options.0, self.schema.message_rules);
        match self.schema.option(options.0, OPTION, options.1) {
            Ok(Some(constant)) => self.message_rules(id, &constant, &mut rules),
            Ok(None) => {}
            Err(error) => self.fault(message.file, &message.source, error.into()),
        }
        for (index, oneof) in message.oneofs.iter().enumerate() {
            match self
                .schema
                .option(oneof.options.0, OPTION, self.schema.oneof_rules)
            {
                Ok(Some(constant)) => {
                    let required = self.schema.named(&constant, "required");
                    if required.and_then(Value::as_bool) == Some(true) {
                        rules.required_oneofs.push(index);
                    }
                }
                Ok(None) => {}
                Err(error) => self.fault(message.file, &oneof.source, error.into()),
            }
        }
        for index in 0..message.fields.len() {
            let implied = if rules.oneofs.iter().any(|set| set.fields.contains(&index)) {
                Implied::IfZero
            } else {
                Implied::Nothing
            };
            rules.fields.extend(self.field(id, index, implied));
        }
        rules
    }

    fn message_rules(&mut self, id: MessageId, constant: &Constant, rules: &mut MessageRules) {
        let message = &self.schema.model[id];
        if let Some(number) = constant.unknown.first() {
            let fault = Fault::new(format!(
                "its rules have a field {number} that `buf.validate.MessageRules` does not know"
            ));
            self.fault(message.file, &message.source, fault.hint(OUTDATED));
        }
        for rule in self.custom(constant, &Type::Message(id), |_, _| RulePlace::Message) {
            match rule {
                Ok(rule) => rules.rules.extend(rule),
                Err(fault) => self.fault(message.file, &message.source, fault),
            }
        }
        let sets = self.schema.named(constant, "oneof");
        for set in sets.and_then(Value::as_list).unwrap_or_default() {
            let Some(set) = set.as_message() else {
                continue;
            };
            match self.field_set(message, set) {
                Ok(set) => rules.oneofs.push(set),
                Err(fault) => self.fault(message.file, &message.source, fault),
            }
        }
    }

    fn field_set(&self, message: &Message<'_>, set: &Constant) -> Result<FieldSet, Fault> {
        let full_name = &message.full_name[1..];
        let names = self.schema.named(set, "fields").and_then(Value::as_list);
        let names = names.unwrap_or_default();
        if names.is_empty() {
            return Err(Fault::new(format!(
                "at least one field must be specified in oneof rule for the message {full_name}"
            )));
        }
        let mut fields = Vec::with_capacity(names.len());
        for name in names.iter().filter_map(Value::as_str) {
            let index = message.fields.iter().position(|field| field.name == name);
            let index = index.ok_or_else(|| {
                Fault::new(format!("field {name} not found in message {full_name}"))
            })?;
            if fields.contains(&index) {
                return Err(Fault::new(format!(
                    "duplicate {name} in oneof rule for the message {full_name}"
                )));
            }
            fields.push(index);
        }
        let required = self.schema.named(set, "required").and_then(Value::as_bool);
        Ok(FieldSet {
            fields,
            required: required.unwrap_or_default(),
        })
    }
}
