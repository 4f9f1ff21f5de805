import Metrics
import Synchronization

/// Keeps the latest value of each metric, and prints them in the text format that Prometheus reads.
///
/// It is as small as an example allows. A real server bootstraps swift-prometheus instead.
final class TextMetrics: MetricsFactory {
    private let series = Mutex<[String: Series]>([:])

    /// A line for each metric: its name, its labels in braces, and its value.
    var text: String {
        series.withLock { series in
            series.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.current)\n" }.joined()
        }
    }

    private func series(_ label: String, _ dimensions: [(String, String)]) -> Series {
        let labels = dimensions.map { name, value in
            let name = name.replacing(".", with: "_")
            return "\(name)=\"\(value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
        }
        let name = label.replacing(".", with: "_") + (labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}")
        return series.withLock { all in
            if let known = all[name] { return known }
            let new = Series()
            all[name] = new
            return new
        }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { series(label, dimensions) }
    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { series(label, dimensions) }
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        series(label, dimensions)
    }
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { series(label, dimensions) }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}

/// The value of one metric. A timer keeps its last duration, in seconds.
private final class Series: CounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    private let value = Mutex(0.0)

    var current: Double { value.withLock { $0 } }

    func increment(by amount: Int64) { increment(by: Double(amount)) }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func reset() { set(0.0) }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func recordNanoseconds(_ duration: Int64) { set(Double(duration) / 1_000_000_000) }
}
