import Foundation
import TestSupport
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// `Examples/Server`, built and driven over HTTP.
@Suite("The example of a server", .serialized)
struct ServerExampleTests {
    private static let folder = Executable.repository.appending(path: "Examples/Server", directoryHint: .isDirectory)

    /// The server's executable. It is built in the same folder as the project of ``SwiftProject``, which has compiled
    /// Athanor already.
    private static let building = Task {
        _ = try await SwiftProject.shared
        let scratch = Executable.repository.appending(path: ".build/end-to-end/scratch")
        let built = try await Executable(path: "/usr/bin/env").run(
            ["swift", "build", "--product", "shop", "--scratch-path", scratch.path], in: folder)
        guard built.exitCode == 0 else { throw SwiftProjectError(execution: built) }
        return Executable(path: scratch.appending(path: "debug/shop").path)
    }

    @Test(
        "It refuses an old schema, migrates by a subcommand, keeps its view fresh, and serves metrics",
        arguments: TestedDatabase.allCases)
    func server(on system: TestedDatabase) async throws {
        let shop = try await Self.building.value
        try await ScratchDatabase.with(system) { database in
            try await Workspace.with { workspace in
                let environment = ["DATABASE_URL": database.url]
                func run(_ arguments: String...) async throws -> Execution {
                    try await shop.run(arguments, in: workspace.folder, environment: environment)
                }
                let refused = try await run("serve", "--port", "0")
                #expect(refused.exitCode == 1 && refused.errors.contains("5d0c61a7f3e2, 8b7e20c94d15"), "\(refused)")
                #expect(refused.errors.contains("shop migrate upgrade heads"), "\(refused)")
                let upgraded = try await run("migrate", "upgrade", "heads")
                #expect(upgraded.exitCode == 0, "\(upgraded)")

                // Through a shell, so that the test can read what the server logs while it runs.
                let serving = Executable(path: "/bin/sh", leadingArguments: ["-c"])
                let ended = try await serving.run(
                    ["exec '\(shop.path)' serve --port 0 >log 2>&1"], in: workspace.folder, environment: environment
                ) { process in
                    let log = workspace.folder.appending(path: "log")
                    try await Task.wait { Self.port(in: log) != nil }
                    try await Self.use(at: try #require(Self.port(in: log)))
                    kill(process, SIGTERM)
                }
                let log = try workspace.read("log")
                #expect(ended.exitCode == 0, "\(ended) \(log)")
            }
        }
    }

    /// Sends an order, and waits until the view and the metrics show it.
    private static func use(at port: Int) async throws {
        func send(_ path: String, _ body: String? = nil) async throws -> (status: Int, body: String) {
            var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)/\(path)")))
            if let body {
                request.httpMethod = "POST"
                request.httpBody = Data(body.utf8)
                request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            }
            let (data, response) = try await URLSession.shared.data(for: request)
            return (try #require(response as? HTTPURLResponse).statusCode, String(decoding: data, as: UTF8.self))
        }
        #expect(try await send("health").status == 200)
        #expect(try await send("revenue").body == "[]")
        for number in ["a-1", "it's"] {
            let sent = try await send("orders", #"{"number": "\#(number)", "day": "2026-11-30", "cents": 1250}"#)
            #expect(sent.status == 201)
        }
        try await Task.wait { try await send("revenue").body.contains(#""cents":2500"#) }
        try await Task.wait {
            let metrics = try await send("metrics").body
            return metrics.contains("athanor_refreshes_total{view=\"")
                && metrics.contains("http_server_request_duration")
        }
    }

    private static func port(in log: URL) -> Int? {
        (try? String(contentsOf: log, encoding: .utf8))?.firstMatch(of: /port=(\d+)/).flatMap { Int($0.1) }
    }
}
