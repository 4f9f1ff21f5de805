public import ArgumentParser
public import TortureChecks

extension Server: ExpressibleByArgument {}
extension Interruptions.Way: ExpressibleByArgument {}
