package import Athanor
internal import AthanorTesting
internal import Foundation

extension SchemaDump {
    /// Dumps a database with the `pg_dump` of the tested server.
    /// - Throws: ``SchemaDumpError`` if `pg_dump` fails.
    package init(of database: DatabaseURL) async throws {
        let workspace = try Workspace()
        defer { workspace.remove() }
        // Files, not pipes: other programs that start at the same time could inherit a pipe, and keep it open.
        try workspace.write("", to: "errors")
        let errors = try FileHandle(forWritingTo: workspace.folder.appending(path: "errors"))
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "pg_dump", "--schema-only", "--file", workspace.folder.appending(path: "schema.sql").path, "--dbname",
            database.textWithPassword,
        ]
        process.environment = ProcessInfo.processInfo.environmentWithTestedPrograms
        process.standardInput = FileHandle.nullDevice
        process.standardError = errors
        try process.runInTurn()
        // `Process` does not close the handle.
        try errors.close()
        try await Task.wait(every: .milliseconds(2)) { !process.isRunning }
        guard process.terminationStatus == 0 else {
            throw SchemaDumpError(description: "pg_dump failed: \(try workspace.read("errors"))")
        }
        self.init(try workspace.read("schema.sql"))
    }
}

/// An error: `pg_dump` failed.
package struct SchemaDumpError: Error, Sendable, CustomStringConvertible {
    /// The error output.
    package let description: String
}
