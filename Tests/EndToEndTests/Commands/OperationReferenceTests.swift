import Foundation
import TestSupport
import Testing

/// The operation reference is what the databases make of its examples.
@Suite("Operation reference")
struct OperationReferenceTests {
    @Test("The reference is current")
    func isCurrent() async throws {
        try await Workspace.with { workspace in
            let written = try await Executable.built("operation-reference").run(["."], in: workspace.folder)
            #expect(written.exitCode == 0 && written.errors.isEmpty, "\(written)")
            let file = "Sources/Athanor/Athanor.docc/OperationReference.md"
            let kept = try String(contentsOf: Executable.repository.appending(path: file), encoding: .utf8)
            let isCurrent = try workspace.read(file) == kept
            #expect(isCurrent, "\(file) is not what the examples come to now: run `make reference`")
        }
    }
}
