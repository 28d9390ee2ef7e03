//! Reads fields.

use super::{Problem, Reader, Result, lacks};
use crate::ast::Type;
use crate::link::{FieldRef, Lookup, MessageRef, Ref};
use crate::options::encode::Encoder;
use crate::options::schema::{ANY_VALUE, TYPE_URL};
use crate::value::{Message, Value};
use crate::wire::Writer;

impl Reader<'_> {
    /// Reads the name and the value of a field into a message.
    pub(super) fn field(&mut self, type_: MessageRef, message: &mut Message) -> Result<()> {
        let start = self.lexer.current().span.start;
        let field = if self.is_at(b'[') {
            if self.schema.is_any(type_) {
                return self.any(type_, message);
            }
            self.extension(type_)?
        } else {
            let name = self.identifier()?;
            match self.named(type_, name) {
                Some(field) => field,
                None if self.is_reserved(type_, name) => {
                    self.skip_after_name()?;
                    self.end_of_field();
                    return Ok(());
                }
                None => return Err(self.unknown(type_, name, start)),
            }
        };
        self.check_once(message, field, start)?;
        let field_type = self.schema.field_type(field);
        let is_message = matches!(field_type, Type::Message | Type::Group);
        if is_message {
            self.eat(b':');
        } else {
            self.expect(b':')?;
        }
        if self.schema.is_repeated(field) && self.eat(b'[') {
            self.list(message, field, field_type)?;
        } else {
            self.value(message, field, field_type)?;
        }
        self.end_of_field();
        Ok(())
    }

    /// Reads the elements of a repeated field up to `]`.
    fn list(&mut self, message: &mut Message, field: FieldRef, type_: Type) -> Result<()> {
        if self.eat(b']') {
            return Ok(());
        }
        loop {
            self.value(message, field, type_)?;
            if self.eat(b']') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    /// Reads a value and adds it to a message.
    fn value(&mut self, message: &mut Message, field: FieldRef, type_: Type) -> Result<()> {
        let value = match type_ {
            Type::Message | Type::Group => {
                let Some(target) = self.schema.message_type(field) else {
                    return Err(self.problem("the type of this field is not known"));
                };
                Value::Message(self.message(target)?)
            }
            _ => self.scalar(field, type_)?,
        };
        if !self.schema.is_absent(field, &value) {
            let number = self.schema.pool.field(field).number;
            message.slot(number, field).push(value);
        }
        Ok(())
    }

    /// Reads a message with its braces.
    fn message(&mut self, type_: MessageRef) -> Result<Message> {
        let end = self.open()?;
        self.enter()?;
        let mut message = Message::default();
        while !self.is_at(b'>') && !self.is_at(b'}') {
            self.field(type_, &mut message)?;
        }
        self.leave();
        self.expect(end)?;
        Ok(message)
    }

    /// The field with a name. A group has the name of its type too.
    fn named(&self, type_: MessageRef, name: &str) -> Option<FieldRef> {
        let pool = self.schema.pool;
        if let Some(field) = pool.field_by_name(type_, name) {
            return Some(field);
        }
        if !name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        let field = pool.field_by_name(type_, &name.to_ascii_lowercase())?;
        let target = self.schema.message_type(field)?;
        let declared = pool.message(target);
        let is_group = self.schema.field_type(field) == Type::Group
            && target.file == field.file
            && declared.parent == Some(type_.index)
            && &*declared.name.text == name;
        is_group.then_some(field)
    }

    fn is_reserved(&self, type_: MessageRef, name: &str) -> bool {
        let reserved = &self.schema.pool.message(type_).reserved_names;
        reserved
            .iter()
            .any(|reserved| **reserved == *name.as_bytes())
    }

    fn unknown(&self, type_: MessageRef, name: &str, start: u32) -> Problem {
        let of = self.schema.pool.message_name(type_);
        Problem {
            offset: Some(start),
            ..self.problem(format!("`{of}` has no field `{name}`"))
        }
    }

    /// Checks that neither the field nor another of its oneof is set.
    fn check_once(&self, message: &Message, field: FieldRef, start: u32) -> Result<()> {
        let pool = self.schema.pool;
        let declared = pool.field(field);
        let at_start = |text: String| Problem {
            offset: Some(start),
            ..self.problem(text)
        };
        if !self.schema.is_repeated(field) && message.has(declared.number) {
            let text = format!("the field `{}` is set twice", declared.name.text);
            return Err(at_start(text));
        }
        if let Some(other) = self.schema.other_in_oneof(message, field) {
            let other = message.fields.get(other);
            let other = other.map_or("", |other| &pool.field(other.field).name.text);
            return Err(at_start(format!(
                "the fields `{other}` and `{}` of a oneof are both set",
                declared.name.text
            )));
        }
        Ok(())
    }

    /// Reads the name of an extension in brackets.
    fn extension(&mut self, type_: MessageRef) -> Result<FieldRef> {
        let start = self.lexer.current().span.start;
        let name = self.bracketed()?;
        let at_start = |problem: Problem| Problem {
            offset: Some(start),
            ..problem
        };
        if !name.prefix.is_empty() {
            return Err(at_start(
                self.problem("the name of an extension cannot have a `/`"),
            ));
        }
        let pool = self.schema.pool;
        let found = self.scope.extension_near(type_, &name.type_name);
        let field = match found {
            Lookup::Field(field) if pool.containing_message(field) == Some(type_) => Some(field),
            Lookup::Message(item) if self.schema.is_message_set(type_) => self.item(type_, item),
            _ => None,
        };
        field.ok_or_else(|| {
            let problem = self.problem(format!(
                "`{}` is not an extension of `{}`",
                name.type_name,
                pool.message_name(type_)
            ));
            let help = match found {
                Lookup::NotImported(_, file) => {
                    format!("add `import \"{}\";`", pool.file(file).name)
                }
                _ => "write the full name of the extension, and import the file that declares it"
                    .into(),
            };
            Problem {
                help: Some(help.into()),
                ..at_start(problem)
            }
        })
    }

    /// The extension of a message set that a message declares for itself.
    fn item(&self, set: MessageRef, item: MessageRef) -> Option<FieldRef> {
        let pool = self.schema.pool;
        let file = item.file;
        let declared = pool.message(item).extensions.iter();
        let mut extensions = declared.map(|&index| Ref { file, index });
        extensions.find(|&field| {
            pool.containing_message(field) == Some(set)
                && self.schema.field_type(field) == Type::Message
                && pool.field(field).label == crate::ast::Label::Optional
                && self.schema.message_type(field) == Some(item)
        })
    }

    /// Reads a message that an `Any` contains: a URL in brackets, and the message in text format.
    fn any(&mut self, type_: MessageRef, message: &mut Message) -> Result<()> {
        let start = self.lexer.current().span.start;
        let name = self.bracketed()?;
        let at_start = |problem: Problem| Problem {
            offset: Some(start),
            ..problem
        };
        if name.prefix.is_empty() {
            return Err(at_start(self.problem(format!(
                "the type `{}` has no host, such as `type.googleapis.com/`",
                name.type_name
            ))));
        }
        self.eat(b':');
        let Some(target) = self.any_type(&name.prefix, &name.type_name) else {
            return Err(at_start(self.problem(format!(
                "the type `{}{}` is not known",
                name.prefix, name.type_name
            ))));
        };
        let content = self.message(target)?;
        if let Some(missing) = self.schema.missing(target, &content) {
            return Err(at_start(lacks(&missing)));
        }
        if message.has(TYPE_URL) || message.has(ANY_VALUE) {
            return Err(at_start(self.problem("the `Any` is set twice")));
        }
        let mut writer = Writer::default();
        Encoder::new(self.schema).message(target, &content, &mut writer);
        let url = format!("{}{}", name.prefix, name.type_name).into_bytes();
        for (number, value) in [(TYPE_URL, url), (ANY_VALUE, writer.into_bytes())] {
            let Some(field) = self.schema.field_by_number(type_, number) else {
                continue;
            };
            let value = Value::Bytes(value.into());
            if !self.schema.is_absent(field, &value) {
                message.slot(number, field).push(value);
            }
        }
        self.end_of_field();
        Ok(())
    }

    fn any_type(&self, prefix: &str, name: &str) -> Option<MessageRef> {
        if !matches!(prefix, "type.googleapis.com/" | "type.googleprod.com/") {
            return None;
        }
        match self.scope.full_name(name) {
            Lookup::Message(message) => Some(message),
            _ => None,
        }
    }
}
