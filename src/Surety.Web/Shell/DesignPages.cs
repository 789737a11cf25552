using Surety.Web.Api;

namespace Surety.Web.Shell;

/// <summary>Every component that pages are made of, on one page: whoever makes a page looks here first.</summary>
static class DesignPages
{
    public static ValueList<Operation> All { get; } = [PagesOf.Read("/design", "showDesign", "Shows the parts that pages are made of.", async call => await call.PageAsync<DesignPage>([])) with { Needs = null }];
}
