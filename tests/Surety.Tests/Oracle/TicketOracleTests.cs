using Xunit;

namespace Surety.Tests.Oracle;

/// <summary>Drawn agreements of response and resolution times, and histories of tickets, gone through slot by slot.</summary>
public sealed class TicketOracleTests
{
    [Fact]
    public void Tickets_clocks_and_their_levels_are_those_of_the_guide() => Trial.Run(250, TicketDraws.Draw);
}
