internal import Athanor

extension ConnectionOptions {
    /// Options that do not print the server's notices.
    static var quiet: ConnectionOptions {
        var options = ConnectionOptions()
        options.logger.logLevel = .critical
        return options
    }
}
