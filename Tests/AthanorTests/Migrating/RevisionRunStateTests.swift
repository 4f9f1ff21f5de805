import Testing

@testable import Athanor

/// What a failed run of a revision leaves behind, computed without a database.
@Suite struct RevisionRunStateTests {
    private struct Cause: Error, Equatable {}

    private static let vacuum = LoweredStatement(SQLStatement("VACUUM"), execution: .alone, command: "VACUUM")

    private static func create(_ name: String) -> Segment {
        .transaction([
            .statement(LoweredStatement(SQLStatement("CREATE TABLE \(name) (a int)"), command: "CREATE TABLE"))
        ])
    }

    private static let segments: [Segment] = [create("t"), .alone(vacuum), create("u")]

    private static func earlier(
        finished: [Int], begun: (segment: Int, kind: RevisionProgress.SegmentProgress.Kind, rows: Int64)?
    )
        -> RevisionProgress
    {
        var progress = RevisionProgress()
        for segment in finished {
            progress.segments.append(
                RevisionProgress.SegmentProgress(
                    segment: segment, fingerprint: "", kind: .transaction, summary: nil, isFinished: true,
                    position: nil,
                    rows: 0))
        }
        if let begun {
            progress.segments.append(
                RevisionProgress.SegmentProgress(
                    segment: begun.segment, fingerprint: "", kind: begun.kind, summary: nil, isFinished: false,
                    position: nil, rows: begun.rows))
        }
        return progress
    }

    @Test("Segments finish in order, and an earlier run's are not left to do")
    func finishing() {
        var state = RevisionRunState(Self.segments, after: nil)
        #expect(state.remaining == [0, 1, 2] && state.isDivided && state.committed.isEmpty)
        state.finish(0)
        #expect(state.remaining == [1, 2])
        #expect(state.committed == ["CREATE TABLE t (a int)"])
        let resumed = RevisionRunState(Self.segments, after: Self.earlier(finished: [0, 1], begun: nil))
        #expect(resumed.remaining == [2])
        #expect(resumed.committed == ["CREATE TABLE t (a int)", "VACUUM"])
        #expect(!RevisionRunState([Self.create("t")], after: nil).isDivided)
    }

    @Test("A failure in a transaction leaves what was committed before it, and nothing else")
    func transaction() {
        var state = RevisionRunState(Self.segments, after: nil)
        state.finish(0)
        let remains = state.remains(after: Cause())
        #expect(remains.cause is Cause)
        #expect(remains.mark == RevisionProgress.Mark(finished: [0]))
        #expect(remains.committed == ["CREATE TABLE t (a int)"] && remains.runningAlone == nil)
    }

    @Test("A statement that ran and whose entry failed may have left something", arguments: [true, false])
    func unrecorded(recorded: Bool) {
        var state = RevisionRunState(Self.segments, after: nil)
        state.finish(0)
        state.ran(Self.vacuum)
        if recorded { state.finish(1) }
        let remains = state.remains(after: Cause())
        #expect((remains.runningAlone == nil) == recorded)
        #expect(remains.mark.hasBegunStatement == !recorded)
        #expect(remains.mark.finished == (recorded ? [0, 1] : [0]))
    }

    @Test("A failed statement says itself whether it left nothing", arguments: [true, false], [true, false])
    func statement(isUndone: Bool, wasBegun: Bool) {
        let earlier = Self.earlier(finished: [0], begun: wasBegun ? (1, .statement, 0) : nil)
        let state = RevisionRunState(Self.segments, after: earlier)
        let remains = state.remains(
            after: NonTransactionalStatementFailure(cause: Cause(), statement: Self.vacuum, isUndone: isUndone))
        #expect(remains.cause is Cause)
        #expect((remains.runningAlone == nil) == isUndone)
        #expect(remains.mark == RevisionProgress.Mark(finished: [0], rows: 0, hasBegunStatement: !isUndone))
    }

    @Test("A statement that an earlier run began stays begun until this run finishes it")
    func begunEarlier() {
        var state = RevisionRunState(Self.segments, after: Self.earlier(finished: [0], begun: (1, .statement, 0)))
        #expect(state.remains(after: Cause()).mark.hasBegunStatement)
        state.finish(1)
        #expect(!state.remains(after: Cause()).mark.hasBegunStatement)
    }

    @Test("Rows of a backfill are kept: those of this run, else those of the run before")
    func backfill() throws {
        let backfill = Backfill(table: "t", assignments: [Backfill.Assignment(column: "a", value: 1)])
        let segments: [Segment] = [.batches(backfill), Self.create("u")]
        let earlier = Self.earlier(finished: [], begun: (0, .batches, 30))
        let state = RevisionRunState(segments, after: earlier)
        let untouched = state.remains(after: Cause())
        #expect(untouched.mark.rows == 30)
        #expect(untouched.committed == ["\(backfill.summary), the first 30 rows"])
        let stopped = state.remains(after: BackfillStopped(cause: Cause(), summary: backfill.summary, rows: 50))
        #expect(stopped.cause is Cause && stopped.mark.rows == 50)
        #expect(stopped.committed == ["\(backfill.summary), the first 50 rows"])
    }
}
