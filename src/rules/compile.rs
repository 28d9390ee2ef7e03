//! Compiles rules: reads the options, compiles their expressions, and reports errors.

use std::collections::HashMap;

use prost::DecodeError;

use super::schema::RuleSchema;
use super::{MessageRules, Rule, RulePlace, Test};
use crate::cel::{self, Constant, Environment, Type, Typed, Value};
use crate::diagnostics::{Diagnostic, Diagnostics, Excerpt};
use crate::model::{FileId, MessageId, Source};

/// The number of the extensions `(buf.validate.message)`, `(buf.validate.oneof)` and `(buf.validate.field)`.
pub const OPTION: u32 = 1159;
/// The number of the extension `(buf.validate.predefined)`.
pub const PREDEFINED: u32 = 1160;

/// The hint for rules that are newer than the schema that the files import.
pub const OUTDATED: &str = "import the version of `buf/validate/validate.proto` that has it";

/// An error in the rules of an element.
#[derive(Debug)]
pub struct Fault {
    pub message: String,
    /// The expression and the part of it.
    pub excerpt: Option<Excerpt>,
    pub hint: Option<String>,
}

impl Fault {
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            excerpt: None,
            hint: None,
        }
    }

    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}

impl From<DecodeError> for Fault {
    fn from(error: DecodeError) -> Self {
        Self::new(format!("its rules cannot be read: {error}"))
    }
}

/// The rules of all messages, including imported ones: messages to generate can contain them.
pub fn messages(
    schema: &RuleSchema<'_>,
    deferred: bool,
    diagnostics: &mut Diagnostics,
) -> Vec<MessageRules> {
    let mut compiler = Compiler {
        schema,
        deferred,
        parsed: HashMap::new(),
        faults: Vec::new(),
    };
    let model = schema.model;
    let mut all = Vec::with_capacity(model.messages.len());
    for (index, message) in model.messages.iter().enumerate() {
        if message.map_entry {
            all.push(MessageRules::default());
            continue;
        }
        let mut rules = compiler.message(MessageId::new(index));
        let faults = std::mem::take(&mut compiler.faults);
        // Errors in an imported file are reported when that file is generated.
        let generate = model[message.file].generate;
        for fault in faults {
            if deferred || !generate {
                rules.faults.push(fault.fault.message);
            } else {
                diagnostics.push(fault.diagnostic(schema));
            }
        }
        all.push(rules);
    }
    all
}

/// An error and its place.
pub struct Located<'m> {
    file: FileId,
    source: &'m Source<'m>,
    fault: Fault,
}

impl Located<'_> {
    fn diagnostic(self, schema: &RuleSchema<'_>) -> Diagnostic {
        let place = schema.model.place(self.file, self.source);
        let mut diagnostic = Diagnostic::error(self.fault.message).at(place);
        diagnostic.excerpt = self.fault.excerpt.map(Box::new);
        diagnostic.help = self.fault.hint.map(String::into_boxed_str);
        diagnostic
    }
}

/// Compiles the rules of messages, one after the other.
pub struct Compiler<'c, 'm> {
    pub schema: &'c RuleSchema<'m>,
    /// Whether validators return errors, instead of this stage.
    pub deferred: bool,
    /// Parsed expressions of the schema, which are the same for each use of a rule.
    parsed: HashMap<String, Result<cel::ast::Expr, cel::SyntaxError>>,
    faults: Vec<Located<'m>>,
}

/// The text of a rule in an option: `buf.validate.Rule`.
pub struct RuleSource {
    pub id: String,
    pub message: String,
    pub expression: String,
}

impl<'m> Compiler<'_, 'm> {
    pub fn fault(&mut self, file: FileId, source: &'m Source<'m>, fault: Fault) {
        self.faults.push(Located {
            file,
            source,
            fault,
        });
    }

    /// Reads a `buf.validate.Rule`.
    pub fn source(&self, rule: &Constant) -> RuleSource {
        let text = |name| {
            let value = self.schema.named(rule, name).and_then(Value::as_str);
            value.unwrap_or_default().to_owned()
        };
        RuleSource {
            id: text("id"),
            message: text("message"),
            expression: text("expression"),
        }
    }

    /// Compiles the expressions in `cel` and `cel_expression` of a rules message.
    pub fn custom(
        &mut self,
        rules: &Constant,
        this: &Type,
        place: fn(Option<u32>, u32) -> RulePlace,
    ) -> Vec<Result<Option<Rule>, Fault>> {
        let list = |name| {
            let list = self.schema.named(rules, name).and_then(Value::as_list);
            list.unwrap_or_default()
        };
        let mut all = Vec::new();
        for (index, expression) in list("cel_expression").iter().enumerate() {
            let expression = expression.as_str().unwrap_or_default();
            let source = RuleSource {
                id: expression.to_owned(),
                message: String::new(),
                expression: expression.to_owned(),
            };
            all.push((source, place(None, index as u32)));
        }
        for (index, rule) in list("cel").iter().enumerate() {
            if let Some(rule) = rule.as_message() {
                all.push((self.source(rule), place(Some(index as u32), 0)));
            }
        }
        let environment = Environment {
            model: self.schema.model,
            enums: &self.schema.enums,
            this: Some(this.clone()),
            rules: None,
            rule: None,
        };
        all.into_iter()
            .map(|(source, place)| self.rule(source, place, None, &environment))
            .collect()
    }

    /// Compiles a rule; `None` if every value satisfies it.
    pub fn rule(
        &mut self,
        source: RuleSource,
        place: RulePlace,
        param: Option<Value>,
        environment: &Environment<'_>,
    ) -> Result<Option<Rule>, Fault> {
        let test = self.expression(&source, environment)?;
        if let Some(Value::Bool(true)) = test.as_const() {
            return Ok(None);
        }
        if test.as_const().and_then(Value::as_str) == Some("") {
            return Ok(None);
        }
        let RuleSource {
            id,
            message,
            expression,
        } = source;
        Ok(Some(Rule {
            place,
            message: match message.as_str() {
                "" => format!("\"{expression}\" returned false"),
                _ => message,
            },
            id,
            expression,
            test: Test::Expression(test),
            param,
        }))
    }

    /// Parses and checks an expression of type bool or string.
    fn expression(
        &mut self,
        source: &RuleSource,
        environment: &Environment<'_>,
    ) -> Result<Typed, Fault> {
        let text = &source.expression;
        let named = match source.id.as_str() {
            "" => String::new(),
            id if id == text => String::new(),
            id => format!(" `{id}`"),
        };
        let located = |message: &str, span: &std::ops::Range<usize>, hint: Option<String>| Fault {
            message: format!("in the rule{named}: {message}"),
            excerpt: Some(Excerpt::new(text, span)),
            hint,
        };
        let parsed = match self.parsed.get(text) {
            Some(parsed) => parsed,
            None => {
                let parsed = cel::parse(text);
                self.parsed.entry(text.clone()).or_insert(parsed)
            }
        };
        let parsed = match parsed {
            Ok(parsed) => parsed,
            Err(error) => return Err(located(&error.message, &error.span, error.hint.clone())),
        };
        let typed = cel::check(environment, parsed)
            .map_err(|fault| located(&fault.message, &fault.span, fault.hint))?;
        if let (cel::Op::Fail(error), false) = (&typed.op, self.deferred) {
            let hint = "no message satisfies a rule that always ends in an error".to_owned();
            return Err(located(
                &format!("it always ends in an error: {error}"),
                &typed.span,
                Some(hint),
            ));
        }
        // A wrapper that is set is used as its value.
        let typed = match typed.ty {
            Type::Wrapper(value) => Typed {
                ty: *value,
                ..typed
            },
            _ => typed,
        };
        if !matches!(typed.ty, Type::Bool | Type::String) {
            let ty = typed.ty.display(environment.model);
            let message = format!("it gives a `{ty}`, but a rule gives a `bool` or a `string`");
            return Err(located(&message, &typed.span, None));
        }
        Ok(typed)
    }
}
