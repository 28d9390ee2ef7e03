//! Hand-written types to which the option `extern_path` of some goldens refers.

/// `.google.protobuf.Timestamp` with a resolution of seconds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, prost::Message)]
pub struct Instant {
    /// Seconds since the epoch.
    #[prost(int64, tag = "1")]
    pub seconds: i64,
}

/// `.geo.Line` under another name.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Segment {
    /// The start point.
    #[prost(message, optional, tag = "1")]
    pub from: Option<geo::Point>,
    /// The end point.
    #[prost(message, optional, tag = "2")]
    pub to: Option<geo::Point>,
}

/// `.geo`.
pub mod geo {
    /// `.geo.Point`.
    #[derive(Clone, Copy, PartialEq, prost::Message)]
    pub struct Point {
        /// In degrees, north of the equator.
        #[prost(double, tag = "1")]
        pub latitude: f64,
        /// In degrees, east of Greenwich.
        #[prost(double, tag = "2")]
        pub longitude: f64,
    }

    /// The types nested in [`Point`].
    pub mod point {
        /// `.geo.Point.Label`.
        #[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
        pub struct Label {
            /// The text on the map.
            #[prost(string, tag = "1")]
            pub text: String,
        }
    }

    /// `.geo.Datum`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
    #[repr(i32)]
    pub enum Datum {
        /// Unknown.
        Unspecified = 0,
        /// The datum of GPS.
        Wgs84 = 1,
    }
}

/// `.geo.shapes`.
pub mod shapes {
    /// `.geo.shapes.Circle`.
    #[derive(Clone, Copy, PartialEq, prost::Message)]
    pub struct Circle {
        /// The center.
        #[prost(message, optional, tag = "1")]
        pub center: Option<super::geo::Point>,
        /// The radius in metres.
        #[prost(double, tag = "2")]
        pub radius: f64,
    }
}

/// `.imported`.
pub mod imported {
    /// `.imported.Only`.
    #[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
    pub struct Only {
        /// A unique id.
        #[prost(string, tag = "1")]
        pub id: String,
    }
}
