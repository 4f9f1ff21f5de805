internal import CLibPQ
internal import Logging

/// Forwards the server's notices and warnings to a logger.
final class NoticeLog {
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    /// Makes a connection send its notices here. The connection's owner must keep this object as long as the
    /// connection.
    func receiveNotices(of connection: OpaquePointer) {
        PQsetNoticeReceiver(
            connection,
            { context, result in
                guard let context, let result else { return }
                Unmanaged<NoticeLog>.fromOpaque(context).takeUnretainedValue().receive(result)
            },
            Unmanaged.passUnretained(self).toOpaque())
    }

    private func receive(_ result: OpaquePointer) {
        guard let message = ResultReader(result).field(.message) else { return }
        var metadata: Logger.Metadata = [:]
        if let code = ResultReader(result).field(.code), code != "00000" { metadata["code"] = "\(code)" }
        if let detail = ResultReader(result).field(.detail) { metadata["detail"] = "\(detail)" }
        if let hint = ResultReader(result).field(.hint) { metadata["hint"] = "\(hint)" }
        logger.log(level: level(of: result), "\(message)", metadata: metadata)
    }

    private func level(of result: OpaquePointer) -> Logger.Level {
        switch ResultReader(result).field(.severity) {
        case "WARNING": .warning
        case "NOTICE": .notice
        case "INFO", "LOG": .info
        default: .debug
        }
    }
}
