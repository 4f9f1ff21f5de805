internal import Foundation

/// The descriptors 0, 1 and 2: standard input, output and error.
enum StandardDescriptors {
    /// Opens those that are closed on `/dev/null`, where nothing is read and nothing kept.
    static func openMissing() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            // A new descriptor has the lowest number that is free, which is this one.
            _ = open("/dev/null", O_RDWR)
        }
    }
}
