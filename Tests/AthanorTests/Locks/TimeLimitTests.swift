import Testing

@testable import RevisionFiles

@Suite struct TimeLimitTests {
    @Test("Minutes and hours are seconds")
    func units() {
        #expect(TimeLimit.minutes(90) == .seconds(5400))
        #expect(TimeLimit.hours(2) == .within(.seconds(7200)))
        #expect(TimeLimit.hours(-1) == .seconds(-3600))
        #expect("\(TimeLimit.hours(1))" == "3600s")
    }

    @Test(
        "A limit beyond what is counted in milliseconds is the longest one",
        arguments: [
            .hours(.max), .hours(.max / 3600 + 1), .minutes(.max), .minutes(.max / 60 + 1), .seconds(.max),
            .milliseconds(.max), .within(.seconds(Int64.max)),
        ] as [TimeLimit])
    func longest(_ limit: TimeLimit) {
        #expect(limit.duration == .milliseconds(Int64.max))
        #expect(limit.exactDuration == .milliseconds(Int64.max))
        #expect(limit.duration?.milliseconds == Int64.max)
        #expect("\(limit)" == "9223372036854775807ms")
    }

    @Test(
        "A limit below zero is the shortest one",
        arguments: [.hours(.min), .minutes(.min), .seconds(.min), .milliseconds(-1), .within(.zero)] as [TimeLimit])
    func shortest(_ limit: TimeLimit) {
        #expect(limit.duration == .milliseconds(1))
        #expect("\(limit)" == "1ms")
    }

    @Test("A duration beyond the milliseconds of Int64 is the nearest number")
    func milliseconds() {
        #expect(Duration.seconds(Int64.max).milliseconds == .max)
        #expect(Duration.seconds(Int64.min).milliseconds == .min)
        #expect(Duration.milliseconds(1234).milliseconds == 1234)
        #expect(Duration.milliseconds(-1234).milliseconds == -1234)
    }
}
