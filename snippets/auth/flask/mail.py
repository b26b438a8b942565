# --8<-- [start:mail]
import smtplib
from email.message import EmailMessage

from email_validator import validate_email
from flask import current_app


def send(to, subject, text):
    message = EmailMessage()
    message["From"] = current_app.config["MAIL_FROM"]
    # Few mail servers take more than ASCII: bücher.example is xn--bcher-kva.example.
    message["To"] = validate_email(to, check_deliverability=False).ascii_email
    message["Subject"] = subject
    message.set_content(text)
    host = current_app.config["SMTP_HOST"]
    if not host:
        print(f"To: {to}\nSubject: {subject}\n\n{text}", flush=True)
        return
    try:
        with smtplib.SMTP(host, current_app.config["SMTP_PORT"], timeout=10) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException):
        # An error page would tell that there is an account.
        current_app.logger.exception("Mail was not sent")


# --8<-- [end:mail]
