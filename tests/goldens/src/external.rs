//! Where the option `extern_path` of the goldens leads: types written by hand.

/// `.google.protobuf.Timestamp`, in another resolution.
#[derive(Clone, Copy, PartialEq, Eq, Hash, prost::Message)]
pub struct Instant {
    /// Since the epoch.
    #[prost(int64, tag = "1")]
    pub seconds: i64,
}

/// `.geo.Line`, by another name.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Segment {
    /// Where it begins.
    #[prost(message, optional, tag = "1")]
    pub from: Option<geo::Point>,
    /// Where it ends.
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

    /// What is nested in [`Point`].
    pub mod point {
        /// `.geo.Point.Label`.
        #[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
        pub struct Label {
            /// What stands on the map.
            #[prost(string, tag = "1")]
            pub text: String,
        }
    }

    /// `.geo.Datum`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
    #[repr(i32)]
    pub enum Datum {
        /// Not known.
        Unspecified = 0,
        /// That of GPS.
        Wgs84 = 1,
    }
}

/// `.geo.shapes`.
pub mod shapes {
    /// `.geo.shapes.Circle`.
    #[derive(Clone, Copy, PartialEq, prost::Message)]
    pub struct Circle {
        /// Its middle.
        #[prost(message, optional, tag = "1")]
        pub center: Option<super::geo::Point>,
        /// In metres.
        #[prost(double, tag = "2")]
        pub radius: f64,
    }
}

/// `.imported`.
pub mod imported {
    /// `.imported.Only`.
    #[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
    pub struct Only {
        /// Unique.
        #[prost(string, tag = "1")]
        pub id: String,
    }
}
