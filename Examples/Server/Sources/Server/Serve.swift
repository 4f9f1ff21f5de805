import ArgumentParser
import Athanor
import AthanorServing
import Foundation
import Hummingbird
import Logging
import Metrics
import ServiceLifecycle
import ShopMigrations

/// `shop serve`: answers requests, and keeps the views fresh.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Answer requests, and keep the views fresh.")

    @Option(help: "The port to listen on; 0 for a free one.")
    var port = 8080

    func run() async throws {
        let logger = Logger(label: "shop")
        let metrics = TextMetrics()
        MetricsSystem.bootstrap(metrics)
        let address = try DatabaseAddress(
            ProcessInfo.processInfo.environment["DATABASE_URL"] ?? "sqlite:shop.sqlite", among: Migrate.databases)

        // This only reads. A server that migrates at its start does so in the middle of a rolling deployment.
        let state = try await Migrator(address, revisions: discoveredRevisions.revisionSet()).state()
        guard state.isUpToDate else {
            let pending = state.pending.map(\.id.description).joined(separator: ", ")
            logger.error(
                "the database is not at the revisions of this server: run `shop migrate upgrade heads`",
                metadata: ["database": "\(address)", "pending": "\(pending)"])
            throw ExitCode.failure
        }

        let store = try await OrderStore(address)
        var server = Application(
            router: router(store, metrics),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                logger.info("listening", metadata: ["port": "\(channel.localAddress?.port ?? 0)"])
            },
            logger: logger)
        server.addServices(store, try ViewRefreshService(address, logger: logger))
        try await server.runService()
    }

    private func router(_ store: OrderStore, _ metrics: TextMetrics) -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: MetricsMiddleware())
        router.get("health") { _, _ in HTTPResponse.Status.ok }
        router.get("metrics") { _, _ in metrics.text }
        router.post("orders") { request, context in
            try await store.insert(try await request.decode(as: Order.self, context: context))
            return HTTPResponse.Status.created
        }
        router.get("revenue") { _, _ in try await store.revenue() }
        return router
    }
}
