package import Foundation

extension ProcessInfo {
    /// The environment for PostgreSQL's programs. Those of the tested server are first in `PATH`, since `pg_dump`
    /// refuses a server that is newer than itself.
    package var environmentWithTestedPrograms: [String: String] {
        var environment = environment
        if let programs = environment["ATHANOR_TEST_POSTGRES"] {
            environment["PATH"] = [programs, environment["PATH"]].compactMap(\.self).joined(separator: ":")
        }
        return environment
    }
}
