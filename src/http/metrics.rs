//! Figures of the service for Prometheus, by operation: no path, no name, no id.

use std::time::Duration;

use prometheus::{
    HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};

/// The figures.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    in_flight: IntGauge,
}

impl Metrics {
    /// Registers the figures.
    ///
    /// # Errors
    /// When one is registered twice.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let requests = IntCounterVec::new(
            Opts::new(
                "tumbuh_requests_total",
                "Requests answered, by operation and status",
            ),
            &["operation", "status"],
        )?;
        let durations = HistogramVec::new(
            HistogramOpts::new("tumbuh_request_seconds", "Time to answer, by operation").buckets(
                vec![
                    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
                ],
            ),
            &["operation"],
        )?;
        let in_flight = IntGauge::new("tumbuh_requests_in_flight", "Requests being answered")?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(durations.clone()))?;
        registry.register(Box::new(in_flight.clone()))?;
        registry.register(Box::new(
            prometheus::process_collector::ProcessCollector::for_self(),
        ))?;
        Ok(Self {
            registry,
            requests,
            durations,
            in_flight,
        })
    }

    /// A request has begun.
    pub fn begin(&self) {
        self.in_flight.inc();
    }

    /// A request is answered.
    pub fn end(&self, operation: &str, status: u16, took: Duration) {
        self.in_flight.dec();
        self.requests
            .with_label_values(&[operation, &status.to_string()])
            .inc();
        self.durations
            .with_label_values(&[operation])
            .observe(took.as_secs_f64());
    }

    /// The figures in Prometheus' text format.
    ///
    /// # Errors
    /// When they cannot be encoded.
    pub fn render(&self) -> Result<String, prometheus::Error> {
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}
