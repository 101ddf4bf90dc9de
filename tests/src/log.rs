//! The service's log as tests read it: every event of this process, by request.

use std::collections::HashMap;
use std::sync::{Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

/// One event of the log.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub level: Option<Level>,
    pub fields: HashMap<String, String>,
}

impl Line {
    pub fn get(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", String::as_str)
    }

    /// SQL statements of the request.
    pub fn statements(&self) -> usize {
        self.get("statements").parse().unwrap()
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.fields
            .insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields
            .insert(field.name().to_owned(), value.to_owned());
    }
}

static LINES: Mutex<Vec<Line>> = Mutex::new(Vec::new());

struct Capture;

impl<S: Subscriber> Layer<S> for Capture {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("hemicycle") {
            let mut line = Line {
                level: Some(*event.metadata().level()),
                ..Line::default()
            };
            event.record(&mut line);
            LINES.lock().unwrap().push(line);
        }
    }
}

/// Begins to capture, once per process.
pub fn capture() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        let subscriber = tracing_subscriber::registry().with(Capture);
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
}

/// Everything that was logged so far, by all tests of this process.
pub fn all() -> Vec<Line> {
    LINES.lock().unwrap().clone()
}

/// All events of a request.
pub fn lines(request: &str) -> Vec<Line> {
    let lines = LINES.lock().unwrap();
    lines
        .iter()
        .filter(|line| line.get("request") == request)
        .cloned()
        .collect()
}

/// The request's own line.
pub fn line(request: &str) -> Line {
    let mut own = lines(request);
    own.retain(|line| line.get("message") == "request");
    assert_eq!(own.len(), 1, "one line per request");
    own.remove(0)
}
