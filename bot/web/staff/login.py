"""The login page: works without scripts, and says no more than it must."""

from html import escape

from bot.clinic import Clinic
from bot.web.assets import asset_link
from bot.web.pages import display_name, render_page

WRONG = "That is not the password."
FOREIGN = "This form was sent from another site. Please sign in here."


def login_page(clinic: Clinic, problem: str | None = None) -> str:
    """Render the login page, with what was wrong the last time."""
    told = f'<p class="problem" id="problem" role="alert">{escape(problem)}</p>' if problem else ""
    described = ' aria-describedby="problem" aria-invalid="true"' if problem else ""
    content = (
        '<form class="login" method="post" action="/staff">'
        "<h1>Staff sign-in</h1>"
        f'<p class="login-for">For the people who write the articles of {escape(clinic.name)}.</p>{told}'
        '<label for="password">Password</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password" required autofocus '
        f'maxlength="200"{described}>'
        '<button type="submit">Sign in</button></form>'
    )
    style = f'\n<link rel="stylesheet" href="{asset_link("staff.css")}">'
    return render_page(f"Staff sign-in – {display_name(clinic)}", content, clinic, style, for_staff=True)


def too_many(seconds: int) -> str:
    """Say how long to wait."""
    minutes = -(-seconds // 60)
    wait = f"{seconds} seconds" if seconds <= 90 else f"{minutes} minutes"
    return f"Too many attempts. Please try again in {wait}."
