import Foundation
import Testing

@testable import Athanor
@testable import AthanorCommands

/// What a list of views shows at each width.
@Suite("Views in a table")
struct ViewTableWidthTests {
    private func views(
        _ names: [String], origin: DefinitionOrigin, target: FreshnessTarget = .every(minutes: 10)
    ) -> [InspectedView] {
        names.map { name in
            let view = MaterializedView(
                name: QualifiedName(schema: "analytics", name: name), isPopulated: true, rows: .estimate(123_456),
                sizeInBytes: 1 << 30,
                uniqueKey: .usable(index: "i", columns: ["a_long_column", "another_long_column"]),
                nullableKeyColumns: [])
            let now = Date(timeIntervalSince1970: 1_000_000)
            let failed = LogRecord(
                entry: 1, kind: .refresh, subject: "v", startedAt: now, duration: .seconds(1), outcome: .failed,
                detail: "no",
                performedBy: "p", host: "h", process: 1, athanorVersion: "1", versionTable: nil, refresh: nil)
            return InspectedView(
                view: ListedView(
                    name: view.name, kind: .materialized(view), indexes: [], definition: "SELECT 1",
                    fingerprint: DefinitionFingerprint(of: "SELECT 1"), origin: origin), readers: [],
                freshness: ViewFreshness(
                    view: view.name, isPopulated: true, target: .set(target, by: .revision),
                    history: RefreshHistory(newest: [failed, failed]), refreshedAt: now.addingTimeInterval(-7_000),
                    next: .due(since: nil), heldBackUntil: nil, changeElsewhere: "was altered", now: now))
        }
    }

    @Test("In a pipe nothing is left out or shortened")
    func pipe() {
        let name = String(repeating: "long_name_", count: 6)
        let lines = ViewTable(views([name], origin: .sameAsRevisions), width: nil).lines(for: .discarding)
        for word in ["kind", "size", "takes", "hash", "origin", "readers", "unique key"] where word != "takes" {
            #expect(lines[0].contains(word), "\(word)")
        }
        #expect(lines[1].contains("analytics.\(name)") && lines[1].contains("a_long_column, another_long_column"))
        #expect(!lines.joined().contains("…"))
    }

    @Test(
        "At every width what was found stays: differs, stale and failures",
        arguments: [20, 60, 79, 80, 100, 120, 170, 400])
    func findings(width: Int) {
        let names = ["best_month", "another_view_with_quite_a_long_name_for_a_view", "日本語の長いビューの名前"]
        let lines = ViewTable(views(names, origin: .differs), width: width).lines(for: .discarding)
        for line in lines.dropFirst() {
            #expect(line.contains("differs") && line.contains("stale") && line.contains("failed 2 times"), "\(line)")
        }
        // A name keeps its beginning; whatever is too wide for 20 columns a terminal wraps.
        #expect(lines[1].hasPrefix("analytics."))
        // These findings and the shortest name need 125 columns.
        if width >= 170 { #expect(lines.allSatisfy { $0.displayWidth <= width }) }
    }

    @Test("Two names never look alike", arguments: [20, 40, 60, 80, 100])
    func different(width: Int) {
        let names = ["usage_2024_by_customer_monthly_report", "usage_2025_by_customer_monthly_report"]
        let lines = ViewTable(views(names, origin: .differs), width: width).lines(for: .discarding)
        #expect(lines[1] != lines[2])
    }

    @Test("A long target is shortened before the table is wider than the terminal")
    func longTarget() {
        let source = QualifiedName(schema: "reporting_department_long", name: "monthly_usage_by_customer")
        let all = views(["best_month"], origin: .sameAsRevisions, target: .after(source))
        for width in [130, 150] {
            let lines = ViewTable(all, width: width).lines(for: .discarding)
            #expect(lines.allSatisfy { $0.displayWidth <= width }, "\(lines)")
            #expect(lines[1].contains("after report"), "\(lines)")
        }
        #expect(ViewTable(all, width: nil).lines(for: .discarding)[1].contains("monthly_usage_by_customer"))
    }

    @Test("A wide terminal shows what a narrow one leaves out")
    func wide() {
        let all = views(["best_month"], origin: .sameAsRevisions)
        #expect(!ViewTable(all, width: 100).lines(for: .discarding)[0].contains("readers"))
        #expect(ViewTable(all, width: 200).lines(for: .discarding)[0].contains("readers"))
    }

    @Test("A name is shortened in its middle, by the columns of its characters")
    func names() {
        #expect("abcdefghij".cutInside(to: 10) == "abcdefghij")
        #expect("abcdefghijk".cutInside(to: 10) == "abcde…hijk")
        #expect("日本語日本語日本語".cutInside(to: 11).displayWidth <= 11)
        #expect("ab".cutInside(to: 1) == "…")
    }
}
