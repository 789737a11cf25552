using Xunit;

namespace Surety.Tests.Oracle;

/// <summary>Drawn agreements of surveys and single values.</summary>
public sealed class SurveyOracleTests
{
    [Fact]
    public void Answers_and_values_are_those_of_the_guide() => Trial.Run(300, SurveyDraws.Draw);
}
