//! Compares views with the messages that they are views of: both accept the same data, with the same content, debug text and
//! errors.

use std::fmt::Debug;

use prost::{DecodeError, Message};
use rpcsmith_goldens::goldens::{
    options_messages_impl as derived, views, views_open_enums, views_proto2,
};

use super::{Random, flipped, nested, nested_groups, valid, wire_types};

/// Decodes a view. The result is its message, and its debug text.
type Decode<M> = fn(&[u8]) -> Result<(M, String), DecodeError>;

macro_rules! compare_views {
    ($($test:ident: $($module:ident)::+, $message:ident, $view:ident;)*) => {$(
        #[test]
        fn $test() {
            compare::<$($module)::+::$message>(|data| {
                let view = $($module)::+::$view::decode(data)?;
                Ok((view.to_message(), format!("{view:?}")))
            });
        }
    )*};
}

compare_views! {
    all_kinds: views::views, Article, ArticleView;
    all_maps: views::views, Maps, MapsView;
    unknown_fields: views::views, Author, AuthorView_;
    shared_bytes: views::views, Blob, BlobView;
    nested_messages: views::views::article, Section, SectionView;
    groups_and_extensions: views_proto2::views_proto2, Outer, OuterView;
    required_fields: views_proto2::views_proto2, Inner, InnerView;
    open_enums: views_open_enums::views_open_enums, Moon, MoonView;
    derived_presence: derived::proto2, Presence, PresenceView;
    derived_required: derived::proto2, Required, RequiredView;
    derived_defaults: derived::proto2, Defaults, DefaultsView;
    derived_groups: derived::proto2, Groups, GroupsView;
    derived_maps: derived::proto2, Maps, MapsView;
    derived_singular: derived::proto3_kinds, Singular, SingularView;
    derived_optional: derived::proto3_kinds, Optional, OptionalView;
    derived_repeated: derived::proto3_kinds, Repeated, RepeatedView;
    derived_map_values: derived::proto3_kinds, MapValues, MapValuesView;
    derived_map_keys: derived::proto3_kinds, MapKeys, MapKeysView;
    derived_oneofs: derived::proto3_kinds, Oneofs, OneofsView;
    derived_node: derived::recursive, Node, NodeView;
    derived_expression: derived::recursive, Expression, ExpressionView;
    derived_encodings: derived::editions_2023, Encodings, EncodingsView;
    derived_strings: derived::editions_2023, Strings, StringsView;
    derived_letter: derived::oneof_names, Letter, LetterView;
    derived_choice: derived::oneof_names, Choice, ChoiceView;
    derived_lonely: derived::oneof_names, Lonely, LonelyView;
    derived_chunks: derived::options_types, Chunks, ChunksView;
    derived_sorted: derived::options_types, Sorted, SortedView;
    derived_slim: derived::options_types, Slim, SlimView;
}

/// Compares a view with its message, for data that is valid, damaged or random.
fn compare<M: Message + Default + Debug>(decode: Decode<M>) {
    let rounds = std::env::var("RPCSMITH_ROUNDS").map_or(12, |rounds| rounds.parse().unwrap());
    same(&[], decode);
    for wire in wire_types::all() {
        same(&wire, decode);
    }
    for seed in 0..rounds {
        let mut random = Random(seed);
        let wire = valid::<M>(&mut random);
        same(&wire, decode);
        for end in 0..wire.len().min(300) {
            same(&wire[..end], decode);
        }
        for _ in 0..100 {
            same(&flipped(&wire, &mut random), decode);
            same(&random.message(3), decode);
        }
    }
    for tag in 1..=20 {
        for depth in [1, 50, 98, 99, 100, 101, 102, 150] {
            same(&nested(tag, depth), decode);
            same(&nested_groups(tag, depth), decode);
        }
    }
}

/// Asserts that a view and its message are the same for these bytes.
fn same<M: Message + Default + Debug>(wire: &[u8], decode: Decode<M>) {
    let (view, message) = match (decode(wire), M::decode(wire)) {
        (Ok(view), Ok(message)) => (view, message),
        (Err(view), Err(message)) => {
            assert_eq!(view.to_string(), message.to_string(), "{wire:02x?}");
            return;
        }
        (view, message) => panic!("{view:?} is not {message:?}: {wire:02x?}"),
    };
    let (owned, text) = view;
    // Hash maps have no fixed order.
    let sorted = |text: String| {
        let mut bytes = text.into_bytes();
        bytes.sort_unstable();
        bytes
    };
    let debug = |value: &dyn Debug| sorted(format!("{value:?}"));
    assert_eq!(debug(&owned), debug(&message), "{wire:02x?}");
    assert_eq!(sorted(text), debug(&message), "{wire:02x?}");
    let mut encoded = [owned, message].map(|message| message.encode_to_vec());
    encoded.iter_mut().for_each(|bytes| bytes.sort_unstable());
    assert_eq!(encoded[0], encoded[1], "{wire:02x?}");
}

#[test]
fn text_and_bytes_are_those_of_the_data() {
    let author = views::views::Author {
        name: "Grace".to_owned(),
        ..Default::default()
    };
    let article = views::views::Article {
        title: "Compilers".to_owned(),
        editors: vec![author.clone()],
        ..Default::default()
    };
    let data = article.encode_to_vec();
    let view = views::views::ArticleView::decode(&data).unwrap();
    let range = data.as_ptr_range();
    for text in [view.title, view.editors[0].name] {
        assert!(range.contains(&text.as_ptr()));
    }
    assert_eq!(view.to_message(), article);
    assert_eq!(views::views::Author::from(&view.editors[0]), author);
}

#[test]
fn views_hide_secret_fields() {
    let author = views::views::AuthorView_ {
        name: "Grace",
        secret: "mystery",
        ..Default::default()
    };
    let text = format!("{author:?}");
    assert!(
        text.contains("Grace") && !text.contains("mystery"),
        "{text}"
    );
}

#[test]
fn maps_give_the_last_entry_of_a_key() {
    let entry = |name: &str, value: &str| views::views::Maps {
        labels: [(name.to_owned(), value.to_owned())].into(),
        ..Default::default()
    };
    let entries = [entry("a", "1"), entry("b", "2"), entry("a", "3")];
    let data = entries.map(|maps| maps.encode_to_vec()).concat();
    let view = views::views::MapsView::decode(&data).unwrap();
    assert_eq!(view.labels.get("a"), Some(&"3"));
    let keys: Vec<_> = view.labels.iter().map(|(key, _)| *key).collect();
    assert_eq!(keys, ["a", "b", "a"]);
    assert_eq!(view.to_message().labels.len(), 2);
}

#[test]
fn required_fields_have_their_defaults() {
    let view = views_proto2::views_proto2::InnerView::default();
    assert_eq!((view.name, view.level), ("none", 2));
    let outer = views_proto2::views_proto2::OuterView::decode(b"").unwrap();
    assert_eq!(outer.inner.name, "none");
}

#[test]
fn getters_are_those_of_messages() {
    use views::views::{ArticleView, MapsView, Status};
    use views_proto2::views_proto2::{InnerView, Level, OuterView};

    let article = ArticleView {
        subtitle: Some("borrowed"),
        status: 2,
        history: vec![1, 9, 2],
        ..Default::default()
    };
    // The text lives as long as the data, not only as long as the view.
    let subtitle: &'static str = article.subtitle();
    assert_eq!((subtitle, article.preview()), ("borrowed", &b""[..]));
    assert_eq!((article.offset(), article.status()), (0, Status::Published));
    let history: Vec<_> = article.history().collect();
    assert_eq!(history, [Status::Draft, Status::Published]);

    let maps = MapsView {
        statuses: [("a", 1), ("b", 9), ("a", 2)].into_iter().collect(),
        ..Default::default()
    };
    assert_eq!(maps.get_statuses("a"), Some(Status::Published));
    assert_eq!(maps.get_statuses("b"), None);
    assert_eq!(maps.get_statuses("c"), None);

    let inner = InnerView::default();
    assert_eq!((inner.data(), inner.r#type()), (&b"\0\x01"[..], ""));
    assert_eq!(inner.level(), Level::High);
    assert_eq!(OuterView::default().levels().count(), 0);
}

#[test]
fn open_enums_of_views_keep_unknown_numbers() {
    use views_open_enums::views_open_enums::{Moon, MoonView, Phase, SHOWN};

    let mut moon = Moon {
        phase: Phase(7),
        before: Some(Phase(-1)),
        history: vec![Phase::Full, Phase(8)],
        seen: [("a".to_owned(), Phase(9))].into(),
        ..Default::default()
    };
    SHOWN.set(&mut moon, &Phase(6));
    let data = moon.encode_to_vec();
    let view = MoonView::decode(&data).unwrap();
    assert_eq!((view.phase, view.before()), (Phase(7), Phase(-1)));
    assert_eq!(view.history, [Phase::Full, Phase(8)]);
    assert_eq!(view.seen.get("a"), Some(&Phase(9)));
    assert_eq!((view.name(), view.after()), ("Luna", Phase::Full));
    // Their names are those of functions of the view.
    assert_eq!((view.decode_(), view.to_message_()), (0, &b"\x01"[..]));
    let owned = view.to_message();
    assert_eq!(owned, moon);
    assert_eq!(SHOWN.get(&owned).unwrap(), Some(Phase(6)));
    assert_eq!(MoonView::default().phase, Phase::Full);
}
