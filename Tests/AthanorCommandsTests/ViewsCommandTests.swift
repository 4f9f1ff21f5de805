import Foundation
import Testing

@testable import Athanor
@testable import AthanorCommands

/// How views are shown to people.
@Suite struct ViewsCommandTests {
    private static let table = ViewRelation("public.t", kind: .table)
    private static let middle = ViewRelation(QualifiedName(schema: "We ird", name: "m \"x\" & [🦊]\n"), kind: .view)
    private static let top = ViewRelation("public.top", kind: .materializedView)
    private static let end = ViewRelation("public.z_end", kind: .view)
    private static let graph = ViewDependencyGraph(
        views: [middle, top, end, ViewRelation("lonely", kind: .view)],
        edges: [
            .init(from: table, to: middle), .init(from: table, to: top), .init(from: middle, to: top),
            .init(from: top, to: end),
        ])

    @Test("An object under several others is expanded only once in the tree")
    func theTreeWritesWhatStandsUnderSeveralOnce() {
        #expect(
            ViewTree(Self.graph).lines == [
                "lonely  (view)",
                "public.t  (table)",
                "|- We ird.m \"x\" & [🦊]   (view)",
                "|  `- public.top  (materialized view)",
                "|     `- public.z_end  (view)",
                "`- public.top  (materialized view) (above)",
            ])
    }

    @Test("Mermaid reads names as text")
    func mermaidReadsNamesAsText() {
        #expect(
            ViewMermaidGraph(Self.graph).text == """
                flowchart LR
                    v0["lonely"]
                    v1["We ird.m #34;x#34; #38; #91;🦊#93; "]
                    v2[("public.t")]
                    v3[["public.top"]]
                    v4["public.z#95;end"]
                    v1 --> v3
                    v2 --> v1
                    v2 --> v3
                    v3 --> v4
                """)
    }

    @Test("Graphviz reads names as text")
    func graphvizReadsNamesAsText() {
        #expect(
            ViewDotGraph(Self.graph).text == #"""
                digraph views {
                    rankdir=LR;
                    node [fontname="sans-serif"];
                    v0 [label="lonely", shape=box];
                    v1 [label="We ird.m \"x\" &amp; [🦊] ", shape=box];
                    v2 [label="public.t", shape=cylinder];
                    v3 [label="public.top", shape=box, peripheries=2];
                    v4 [label="public.z_end", shape=box];
                    v1 -> v3;
                    v2 -> v1;
                    v2 -> v3;
                    v3 -> v4;
                }
                """#)
    }

    private func materialized(
        _ name: String, rows: RowCount = .estimate(123_456), populated: Bool = true, key: UniqueKey,
        nullable: [String] = []
    ) -> MaterializedView {
        MaterializedView(
            name: QualifiedName(schema: "reporting", name: name), isPopulated: populated, rows: rows,
            sizeInBytes: 1 << 30,
            uniqueKey: key, nullableKeyColumns: nullable)
    }

    private func row(
        _ view: MaterializedView, _ origin: DefinitionOrigin, _ freshness: ViewFreshness? = nil
    ) -> InspectedView {
        InspectedView(
            view: ListedView(
                name: view.name, kind: .materialized(view), indexes: [], definition: "SELECT 1",
                fingerprint: DefinitionFingerprint(of: "SELECT 1"), origin: origin), readers: [Self.top],
            freshness: freshness)
    }

    @Test("The table stays readable at a hundred columns")
    func theTableStaysReadableAtAHundredColumns() {
        let long = ["message_usage_identifier", "target_date_in_tokyo", "kind"]
        let lines = ViewTable(
            [
                row(materialized("daily_usage_matview", key: .usable(index: "i", columns: long)), .sameAsRevisions),
                row(
                    materialized("by_user", key: .usable(index: "i", columns: ["a", "b"]), nullable: ["b", "c"]),
                    .differs),
                row(materialized("empty", populated: false, key: .missing([])), .notByRevision),
                row(
                    materialized(
                        "bad",
                        key: .missing([
                            .init(index: "a", reason: .partial), .init(index: "b", reason: .expression),
                            .init(index: "c", reason: .partial),
                        ])), .unknown(because: "it is")),
            ], width: 100
        ).lines(for: .discarding)
        #expect(
            lines.first
                == "view                           kind             rows  size  unique key                origin")
        for line in lines { #expect(line.displayWidth <= 100, "\(line)") }
        #expect(lines[1].contains("~123456  1 GB  message_usage_identifie…") && lines[1].hasSuffix("  same"))
        #expect(lines[2].contains("  a, b! + c!  ") && lines[2].hasSuffix("  differs"))
        #expect(lines[3].contains("  no data  ") && lines[3].hasSuffix("  none"))
        #expect(lines[4].contains("  none: partial, expressi…") && lines[4].hasSuffix("  unknown"))
    }

    private func freshness(
        _ view: MaterializedView, _ target: ViewTarget, age: Double?, isStale: Bool = false, failures: Int = 0,
        isChangedElsewhere: Bool = false
    ) -> ViewFreshness {
        let now = Date(timeIntervalSince1970: 1_000_000)
        let failed = LogRecord(
            entry: 1, kind: .refresh, subject: "v", startedAt: now, duration: .seconds(1), outcome: .failed,
            detail: "no",
            performedBy: "p", host: "h", process: 1, athanorVersion: "1", versionTable: nil, refresh: nil)
        return ViewFreshness(
            view: view.name, isPopulated: view.isPopulated, target: target,
            history: RefreshHistory(newest: Array(repeating: failed, count: failures)),
            refreshedAt: age.map { now.addingTimeInterval(-$0) }, next: isStale ? .due(since: nil) : .unscheduled,
            heldBackUntil: nil, changeElsewhere: isChangedElsewhere ? "was refreshed plainly" : nil, now: now)
    }

    @Test("The freshness of views comes before less important columns")
    func freshnessGoesFirst() {
        let daily = materialized("daily_usage", key: .usable(index: "i", columns: ["user_id", "day"]))
        let weekly = materialized("weekly_usage", populated: false, key: .missing([]))
        let lines = ViewTable(
            [
                row(
                    daily, .sameAsRevisions,
                    freshness(daily, .set(.every(minutes: 10), by: .revision), age: 7_300, isStale: true, failures: 3)),
                row(weekly, .differs, freshness(weekly, .none, age: nil, isChangedElsewhere: true)),
            ], width: 100
        ).lines(for: .discarding)
        #expect(
            lines == [
                "view                     rows  unique key    refreshed  target                   note               origin",
                "reporting.…ily_usage  ~123456  user_id, day    2 h ago  every 10 minutes, stale  failed 3 times     same",
                "reporting.…kly_usage  no data  none                  –                           changed elsewhere  differs",
            ])
        let short = ViewTable([row(daily, .sameAsRevisions, freshness(daily, .none, age: nil))], width: 100).lines(
            for: .discarding)
        #expect(short[0].contains("refreshed  origin  readers"), "\(short)")
        #expect(short[1].contains("  never  ") && !short[0].contains("target") && !short[0].contains("note"))
    }

    @Test("A view is shown with its sources and its readers")
    func viewIsShownWithItsNeighbours() async throws {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        try project.write(
            "versions/a1_one.sql",
            """
            -- one
            --
            -- revision: a1
            -- down_revision:

            -- upgrade
            CREATE TABLE t (a INTEGER, b TEXT);
            INSERT INTO t VALUES (1, NULL), (2, 'x');
            CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
            CREATE UNIQUE INDEX m_key ON m (b);
            CREATE VIEW v AS SELECT a FROM m;
            CREATE VIEW w AS SELECT a FROM v;
            """)
        #expect(await project.run("upgrade", "head").status == .success)
        let outcome = await project.run("views", "show", "m")
        #expect(outcome.errorOutput == "")
        for line in [
            "kind          materialized view", "rows          2", "unique key    b, by m_key",
            "              b: NULL in some rows, which every concurrent refresh writes again",
            "    SELECT a, b FROM t", "    a  INTEGER", "    t  table", "    v  view",
            "    w  view, through what reads it",
        ] {
            #expect(outcome.lines.contains(line), "\(line)\n\(outcome.output)")
        }
        #expect(
            await project.run("views", "graph", "v").output == """
                t  (table)
                `- m  (materialized view)
                   `- v  (view)
                      `- w  (view)

                """)
        #expect(await project.run("views", "--exact").lines.count == 4)
        #expect(await project.run("views", "--materialized").lines.count == 2)
        let mistyped = await project.run("views", "shwo")
        #expect(mistyped.status == .usage && mistyped.errorOutput.contains("\"show\""))
        #expect(await project.run("views", "show", "mm").errorOutput.contains("Did you mean m"))
    }
}
