internal import Logging

/// Writes short log lines to standard error: `warning: relation exists  schema=public`.
struct QuietLogHandler: LogHandler {
    let output: TextOutput
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(output: TextOutput, level: Logger.Level) {
        self.output = output
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let details = all.sorted { $0.key < $1.key }.map { "  \($0.key)=\($0.value)" }.joined()
        let style: TextStyle = event.level >= .error ? .red : event.level == .warning ? .yellow : .dim
        // A server's message must not look like a line of Athanor's.
        let text = "\(event.message)\(details)".split(separator: "\n", omittingEmptySubsequences: false)
        output.line(output.paint("\(event.level):", style) + " " + text.joined(separator: "\n    "))
    }
}
