import Athanor
import AthanorPostgreSQL
import AthanorServing
import Logging
import ServiceLifecycle
import UnixSignals

extension ServerCode {
    static func serve(databaseURL: String, beside server: some Service) async throws {
        let logger = Logger(label: "server")
        let views = try ViewRefreshService(
            try PostgreSQL().at(databaseURL), targets: ["user_usage": .every(minutes: 5)],
            options: ViewRefreshScheduler.Options(jobs: 2, firstLook: .retry))
        let group = ServiceGroup(services: [server, views], gracefulShutdownSignals: [.sigterm], logger: logger)
        try await group.run()
    }
}
