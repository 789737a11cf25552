using Xunit;

namespace Surety.Tests.Oracle;

/// <summary>Drawn agreements of availability and credits, computed by the engine and, from docs/guide alone, slot by slot by the oracle.</summary>
public sealed class AvailabilityOracleTests
{
    [Fact]
    public void Availability_and_credits_are_those_of_the_guide() => Trial.Run(250, AvailabilityDraws.Draw);
}
