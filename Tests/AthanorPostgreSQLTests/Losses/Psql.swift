import Athanor
import AthanorTesting
import Foundation

/// The program `psql`: a client that sends nothing by itself.
enum Psql {
    struct Failure: Error {
        let status: Int32
    }

    /// The rows of a query, each as its values joined by `|`.
    static func rows(_ query: String, at url: DatabaseURL) async throws -> [String] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["psql", "-XAtq", "-c", query, url.textWithPassword]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        let ended = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            ended.continuation.yield(process.terminationStatus)
            ended.continuation.finish()
        }
        try process.runInTurn()
        var status: Int32 = -1
        for await code in ended.stream { status = code }
        guard status == 0 else { throw Failure(status: status) }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }
}
