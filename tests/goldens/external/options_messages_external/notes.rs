// The messages of `notes.proto`, in the style of another generator.

#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Note {
    #[prost(string, tag = "1")]
    pub text: String,
    #[prost(enumeration = "Mood", tag = "2")]
    pub mood: i32,
}

pub mod note {
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct Id {
        #[prost(uint64, tag = "1")]
        pub value: u64,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum Mood {
    Unspecified = 0,
    Cheerful = 1,
}
