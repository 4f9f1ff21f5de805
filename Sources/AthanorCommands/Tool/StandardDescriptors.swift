internal import Foundation

/// The descriptors 0, 1 and 2: standard input, output and error.
enum StandardDescriptors {
    /// Opens closed ones on `/dev/null`, which discards what is written and gives nothing to read.
    static func openMissing() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            // A new descriptor gets the lowest free number, which is this one.
            _ = open("/dev/null", O_RDWR)
        }
    }
}
