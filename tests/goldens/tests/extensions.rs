//! Extensions: their constants, message sets, and custom options of descriptors.

use prost::Message;
use rpcsmith_goldens::goldens::extensions::base::{Level, Plain, Record};
use rpcsmith_goldens::goldens::extensions::extensions::{self as ext, Frame, Open, Point};
use rpcsmith_goldens::goldens::extensions_nested::nested::{
    Extension, Holder, Owner, extension, owner,
};
use rpcsmith_goldens::goldens::extensions_options::{access, library};
use rpcsmith_goldens::goldens::message_sets::message_sets::{
    Envelope, Number, Set, Text, number, text,
};
use rpcsmith_runtime::message::descriptor::{
    FileDescriptorProto, FileDescriptorSet, MethodOptions, ServiceDescriptorProto,
};

fn decoded<M: Message + Default>(message: &M) -> M {
    let bytes = message.encode_to_vec();
    assert_eq!(bytes.len(), message.encoded_len());
    M::decode(&*bytes).unwrap()
}

#[test]
fn extensions_survive_encoding() {
    let mut record = Record {
        id: Some("r".to_owned()),
        ..Record::default()
    };
    ext::NICKNAME.set(&mut record, &"nick".to_owned());
    ext::NUMBERS.set(&mut record, &vec![-1, 2]);
    ext::PACKED_NUMBERS.set(&mut record, &vec![3, 4]);
    ext::LEVELS.set(&mut record, &vec![Level::High.into(), 9]);
    let plain = Plain {
        text: Some("p".to_owned()),
    };
    ext::PLAIN.set(&mut record, &plain);
    ext::PLAINS.set(&mut record, &vec![plain.clone(), Plain::default()]);
    ext::FRAME.set(&mut record, &Frame { width: Some(5) });
    ext::POINT.set(&mut record, &vec![Point { x: Some(6) }, Point::default()]);
    let next = Record {
        id: Some("next".to_owned()),
        ..Record::default()
    };
    ext::NEXT.set(&mut record, &next);
    let record = decoded(&record);
    assert_eq!(record.id(), "r");
    assert_eq!(ext::NICKNAME.get(&record).unwrap().as_deref(), Some("nick"));
    assert_eq!(ext::NUMBERS.get(&record).unwrap(), Some(vec![-1, 2]));
    assert_eq!(ext::PACKED_NUMBERS.get(&record).unwrap(), Some(vec![3, 4]));
    assert_eq!(ext::LEVELS.get(&record).unwrap(), Some(vec![2, 9]));
    assert_eq!(ext::PLAIN.get(&record).unwrap(), Some(plain.clone()));
    assert_eq!(
        ext::PLAINS.get(&record).unwrap(),
        Some(vec![plain, Plain::default()])
    );
    assert_eq!(ext::FRAME.get(&record).unwrap().unwrap().width(), 5);
    let points = ext::POINT.get(&record).unwrap().unwrap();
    assert_eq!(points, [Point { x: Some(6) }, Point::default()]);
    assert_eq!(ext::NEXT.get(&record).unwrap(), Some(next));
    assert_eq!(ext::TIME.get(&record).unwrap(), None);
}

#[test]
fn extensions_are_set_cleared_and_tested() {
    let mut record = Record::default();
    assert!(!ext::BIG.has(&record));
    ext::BIG.set(&mut record, &0);
    assert!(ext::BIG.has(&record));
    assert_eq!(record.encode_to_vec(), b"\xb8\x06\x00");
    ext::TEXTS.set(&mut record, &vec!["a".to_owned()]);
    ext::BIG.clear(&mut record);
    assert!(!ext::BIG.has(&record) && ext::TEXTS.has(&record));
    record.clear();
    assert_eq!(record, Record::default());
    assert_eq!(
        (ext::BIG.number(), ext::BIG.name()),
        (103, "extensions.big")
    );
}

#[test]
fn defaults_are_those_of_the_schema() {
    let record = Record::default();
    assert_eq!(ext::GREETING.get_or_default(&record).unwrap(), "\"hello\"");
    assert_eq!(ext::DATA.get_or_default(&record).unwrap(), b"\x01\n");
    assert_eq!(ext::BIG.get_or_default(&record).unwrap(), -5);
    assert_eq!(ext::RATIO.get_or_default(&record).unwrap(), f64::INFINITY);
    assert_eq!(
        ext::LEVEL.get_or_default(&record).unwrap(),
        Level::Low as i32
    );
    assert_eq!(
        ext::HIGH.get_or_default(&record).unwrap(),
        Level::High as i32
    );
    assert_eq!(ext::NICKNAME.get_or_default(&record).unwrap(), "");
    assert!(ext::NUMBERS.get_or_default(&record).unwrap().is_empty());
}

#[test]
fn a_value_of_another_type_is_an_error() {
    // A number for the text `nickname`, and text that is not UTF-8.
    for bytes in [&b"\xa0\x06\x01"[..], b"\xa2\x06\x01\xff"] {
        let record = Record::decode(bytes).unwrap();
        assert!(ext::NICKNAME.get(&record).is_err());
        assert_eq!(record.encode_to_vec(), bytes);
    }
}

#[test]
fn messages_extend_themselves() {
    let mut open = Open::default();
    ext::OPEN.set(&mut open, &Open::default());
    assert_eq!(open.encode_to_vec(), b"\x0a\x00");
    assert_eq!(
        format!("{open:?}"),
        "Open { unknown_fields: {1: LengthDelimited([])} }"
    );
}

#[test]
fn extensions_stand_in_the_module_of_their_message() {
    let mut holder = Holder::default();
    let mut inner = Owner::default();
    rpcsmith_goldens::goldens::extensions_nested::nested::EXTENSION.set(&mut inner, &Extension {});
    owner::DELIMITED.set(&mut holder, &inner);
    owner::DELIMITED_OWNERS.set(&mut holder, &vec![inner.clone(), Owner::default()]);
    owner::LABEL.set(&mut holder, &"label".to_owned());
    owner::DATA.set(&mut holder, &prost::bytes::Bytes::from_static(b"data"));
    owner::NUMBERS.set(&mut holder, &vec![1, 2]);
    owner::UNPACKED.set(&mut holder, &vec![1, 2]);
    let holder = decoded(&holder);
    assert_eq!(owner::DELIMITED.get(&holder).unwrap(), Some(inner.clone()));
    let owners = owner::DELIMITED_OWNERS.get(&holder).unwrap().unwrap();
    assert_eq!(owners, [inner, Owner::default()]);
    assert_eq!(owner::LABEL.get(&holder).unwrap().as_deref(), Some("label"));
    assert_eq!(owner::DATA.get(&holder).unwrap().unwrap(), "data");
    let numbers = [&b"\xca\x06\x02\x01\x02"[..], b"\xd0\x06\x01\xd0\x06\x02"].concat();
    assert!(holder.unknown_fields.as_bytes().ends_with(&numbers));
    let mut fields = extension::UnknownFields::default();
    extension::EXTENDABLES.set(&mut fields, &vec![extension::Extendable::default()]);
    assert!(extension::EXTENDABLES.has(&fields));
}

#[test]
fn message_sets_have_items() {
    let mut set = Set::default();
    let written = Text {
        text: Some("a".to_owned()),
    };
    text::SET_EXTENSION.set(&mut set, &written);
    number::SET_EXTENSION.set(&mut set, &Number { number: Some(1) });
    let envelope = Envelope { content: Some(set) };
    let bytes = envelope.encode_to_vec();
    assert_eq!(
        bytes,
        b"\x0a\x16\x0b\x10\xe8\x07\x1a\x03\x0a\x01a\x0c\x0b\x10\xfe\xff\xff\xff\x07\x1a\x02\x08\x01\x0c"
    );
    let set = decoded(&envelope).content.unwrap();
    assert_eq!(text::SET_EXTENSION.get(&set).unwrap(), Some(written));
    assert_eq!(
        number::SET_EXTENSION.get(&set).unwrap().unwrap().number(),
        1
    );
}

/// The file of the golden with the options.
fn library_file() -> FileDescriptorProto {
    let set = FileDescriptorSet::decode(library::FILE_DESCRIPTOR_SET).unwrap();
    assert_eq!(set.encode_to_vec(), library::FILE_DESCRIPTOR_SET);
    let mut files = set.file.into_iter();
    files.find(|file| file.name() == "library.proto").unwrap()
}

#[test]
fn custom_options_of_descriptors_are_read() {
    let file = library_file();
    let owner = access::OWNER.get(file.options.as_ref().unwrap()).unwrap();
    assert_eq!(owner.as_deref(), Some("library@example.com"));

    let service: &ServiceDescriptorProto = &file.service[0];
    let options = service.options.as_ref().unwrap();
    let audience = access::AUDIENCE.get(options).unwrap();
    assert_eq!(audience, Some(access::Audience::Partners.into()));

    let options: &MethodOptions = service.method[0].options.as_ref().unwrap();
    let rule = access::RULE.get(options).unwrap().unwrap();
    assert_eq!((&*rule.role, &*rule.more[0].role), ("reader", "librarian"));
    let scopes = access::SCOPES.get(options).unwrap().unwrap();
    assert_eq!(scopes, ["lend", "read"]);

    let fields = file.message_type[0].field.iter();
    let is_sensitive = fields.map(|field| {
        let options = field.options.as_ref();
        options.is_some_and(|options| access::SENSITIVE.get(options).unwrap() == Some(true))
    });
    assert!(is_sensitive.eq([false, true]));
}
